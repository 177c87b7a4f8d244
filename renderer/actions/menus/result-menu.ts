import { bridge } from '../../api/bridge.ts';
import type { Job } from '../../api/types.ts';
import type { MenuAction, MenuGroup } from '../../commands/context-menu.ts';
import { sayError } from '../../state/messages.ts';
import { cancelJob, copyFilePath, retryJob } from '../jobs.ts';
import { copyAndSay } from '../places.ts';
import { openResult } from '../season.ts';

function fileLines({ result }: Job): MenuAction[] {
  const [file] = result?.files ?? [];
  if (!file) return [];
  const inFolder = { label: 'Show in folder', run: () => void bridge.showInFolder(file.handle)?.catch(sayError) };
  return [
    { label: 'Copy the path', run: () => void copyFilePath(file.handle) },
    ...(bridge.kind === 'desktop' ? [inFolder] : []),
  ];
}

/** What can be done with a row of the results. @param name of its product */
export function resultMenu(job: Job, name: string): readonly MenuGroup[] {
  const hasEnded = job.endedAt !== null;
  const again = job.state === 'failed' || job.state === 'cancelled';
  return [
    [
      { label: 'Open the product', run: () => void openResult(job) },
      { label: 'Copy the name', run: () => void copyAndSay(name) },
    ],
    fileLines(job),
    [
      ...(again ? [{ label: 'Try again', run: () => void retryJob(job.id) }] : []),
      { label: hasEnded ? 'Take off the list' : 'Cancel', run: () => void cancelJob(job.id) },
    ],
  ];
}

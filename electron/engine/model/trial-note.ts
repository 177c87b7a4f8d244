import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The provider whose trial a process did not survive; null where there is none, or where that process still runs. */
export async function deadlyProvider(trialFile: string | undefined): Promise<string | null> {
  const note = trialFile ? await readFile(trialFile, 'utf8').catch(() => '') : '';
  const [provider, pid] = note.split(' ');
  if (!provider) return null;
  const isRunning = pid !== undefined && Number(pid) !== process.pid && isAlive(Number(pid));
  return isRunning ? null : provider;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Writes the note, or removes it. Where it cannot be written the trial is made without. */
export async function noteTrial(trialFile: string | undefined, note: string | null): Promise<void> {
  if (!trialFile) return;
  const change = note === null ? rm(trialFile, { force: true }) : writeNote(trialFile, note);
  await change.catch(() => undefined);
}

async function writeNote(trialFile: string, note: string): Promise<void> {
  await mkdir(dirname(trialFile), { recursive: true });
  await writeFile(trialFile, note);
}

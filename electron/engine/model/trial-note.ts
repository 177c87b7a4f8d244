import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRunning } from '../core/owner.ts';

/** The provider whose trial a process did not survive; null where there is none, or where that process still runs. */
export async function deadlyProvider(trialFile: string | undefined): Promise<string | null> {
  const note = trialFile ? await readFile(trialFile, 'utf8').catch(() => '') : '';
  const [provider, pid] = note.split(' ');
  if (!provider) return null;
  const isUnderWay = pid !== undefined && Number(pid) !== process.pid && isRunning(Number(pid));
  return isUnderWay ? null : provider;
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

import { readFileSync } from 'node:fs';

/** Whether a process is there; one that has ended and was not waited for yet (Linux: `Z`) is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Waits for the end of a process; false where it still lives after so many seconds. */
export async function hasEnded(pid: number, seconds = 15): Promise<boolean> {
  for (let waited = 0; waited < seconds * 20 && isAlive(pid); waited++) await new Promise((r) => setTimeout(r, 50));
  return !isAlive(pid);
}

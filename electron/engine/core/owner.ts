import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { diskNow } from './disk-clock.ts';

// Temporary files and folders carry their owner in their name, `HOST-PROCESS-START`, so that what a killed process left
// can be told from what another one uses now.

/** What a name that holds an owner's tag looks like; for use inside other expressions. */
export const OWNER_PATTERN = '[0-9a-f]{8}-\\d+-[0-9a-z]+';

/** What another machine's process has staged counts as left behind when it has not been touched for so long. */
const ABANDONED_AFTER_MS = 3600 * 1000;

/** Process ids mean something on one machine, and there in one container, alone. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

export const HOST = createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 8);

/** When a process began, in the kernel's ticks; '0' where the system does not tell, null for no such process. */
function startOf(processId: number): string | null {
  if (!isRunning(processId)) return null;
  if (process.platform !== 'linux') return '0';
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'latin1');
    // The name, in parentheses, may hold anything; the start is the 22nd field, the 20th after it (proc(5)).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return Number(fields[19]).toString(36);
  } catch {
    return isRunning(processId) ? '0' : null;
  }
}

/** Whether there is a process of a number, whoever's. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The tag of this process. */
export const OWNER = `${HOST}-${process.pid}-${startOf(process.pid) ?? '0'}`;

/**
 * Whether the process of a tag lives. `unknown` for one of another machine, whose folder is on a shared disk.
 * A process that got the same number after the owner ended began at another time.
 */
export function ownerState(tag: string): 'alive' | 'dead' | 'unknown' {
  const [host, processId, start] = tag.split('-') as [string, string, string];
  if (host !== HOST) return 'unknown';
  const now = startOf(Number(processId));
  if (now === null) return 'dead';
  return now === start || now === '0' || start === '0' ? 'alive' : 'dead';
}

/**
 * Whether what lies at `path` under a tag was left by a process that ended; one of another machine counts as ended when
 * nothing has touched it for long by the disk's clock: neither machine's may be right.
 * @param probe a name beside it that is free, by which the disk tells its time
 */
export async function isAbandoned(path: string, tag: string, probe: string): Promise<boolean> {
  const state = ownerState(tag);
  if (state !== 'unknown') return state === 'dead';
  const stats = await stat(path).catch(() => null);
  const now = await diskNow(probe);
  return stats !== null && now !== null && now - stats.mtimeMs > ABANDONED_AFTER_MS;
}

import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc` says of a process; empty where it has ended meanwhile. */
function read(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

/** The processes that an engine under Node runs its networks in. */
export function networksOf(enginePid: number | undefined): number[] {
  if (enginePid === undefined) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && read(pid, 'status').includes(`PPid:\t${enginePid}\n`))
    .filter((pid) => read(pid, 'cmdline').includes('network-host'));
}

/** Holds the processes that are found, also those that start meanwhile, while `act` runs. One that is ended meanwhile stays so. */
export async function withHeld(find: () => Promise<number[]>, act: () => Promise<void>): Promise<void> {
  const held = new Set<number>();
  const tell = (pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void => {
    try {
      process.kill(pid, signal);
    } catch {
      held.delete(pid);
    }
  };
  const hold = async (): Promise<void> => {
    for (const pid of await find()) {
      held.add(pid);
      tell(pid, 'SIGSTOP');
    }
  };
  let done = false;
  const holding = (async () => {
    while (!done) {
      await hold();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  try {
    await hold();
    await act();
  } finally {
    done = true;
    await holding;
    for (const pid of held) tell(pid, 'SIGCONT');
  }
}

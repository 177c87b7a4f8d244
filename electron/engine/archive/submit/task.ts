import type { Run } from '../run-file.ts';
import type { RunFolder } from '../run-folder.ts';

/** What a script for an engine is made of. */
export interface Submission {
  readonly folder: RunFolder;
  readonly run: Run;
  /** Products that are to be done. */
  readonly products: number;
  /** Their indices, one a line, where they are not all of the run. */
  readonly list: string | null;
  /** Products of one task; the last has fewer. */
  readonly chunk: number;
  readonly tasks: number;
  /** Tasks at a time. */
  readonly throttle: number;
  readonly threads: number;
  readonly memoryMiB: number;
  readonly minutes: number;
  /** Words of the command that runs this program. */
  readonly command: readonly string[];
  /** Container image, for engines that run containers. */
  readonly image: string;
  /** Kubernetes' claim to the disk that holds the run and the products. */
  readonly claim: string;
  /** Where that disk is mounted. */
  readonly mount: string;
  /** How the figures came about, in words, for the head of the script. */
  readonly reasons: readonly string[];
}

/** A file that was made for an engine. */
export interface Script {
  readonly name: string;
  readonly text: string;
  readonly executable?: boolean;
}

/** How an engine is spoken to. */
export interface Engine<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  /** Most tasks of one array; more products share tasks. */
  readonly mostTasks: number;
  scripts(submission: Submission): Promise<readonly Script[]> | readonly Script[];
  /** What the user does next, where the first script lies at `path`. */
  command(path: string): readonly string[];
}

/** The command of one worker, but for its index. */
export function workWords({ command, folder, list, chunk, threads }: Submission): readonly string[] {
  return [
    ...command,
    ...['archive', 'work', folder.path, '--chunk', String(chunk), '--threads', String(threads)],
    ...(list === null ? [] : ['--list', list]),
  ];
}

import { Command, CommanderError } from 'commander';
import { endWaitsOn } from '../engine/core/file-lock.ts';
import { prepareHost } from '../engine/model/host-process.ts';
import { VERSION } from '../shell/version.ts';
import { addHelp } from './help.ts';
import { EXIT, printable, reportError } from './terminal.ts';

type Add = (program: Command, signal: AbortSignal) => void;

/** Verbs in the order in which they are listed. Each is loaded when it is called: all together take a third of a second. */
const VERBS: Readonly<Record<string, (words: readonly string[]) => Promise<Add>>> = {
  info: async () => (await import('./info.ts')).addInfo,
  mask: async (words) => {
    // Not where only its help is wanted.
    if (words.some((word) => word.startsWith('--out'))) prepareHost();
    return (await import('./mask.ts')).addMask;
  },
  composite: async () => (await import('./composite.ts')).addComposite,
  persistence: async () => (await import('./persistence.ts')).addPersistence,
  compare: async () => (await import('./compare.ts')).addCompare,
  sample: async () => (await import('./sample.ts')).addSample,
  serve: async () => (await import('./serve.ts')).addServe,
  bench: async () => (await import('./bench.ts')).addBench,
  archive: async () => (await import('./archive.ts')).addArchive,
  label: async () => (await import('./label.ts')).addLabel,
  adapt: async () => (await import('./adapt.ts')).addAdapt,
};

/** Loads what a command line is about: one verb where it begins with its name, else all. */
export function loadVerbs(words: readonly string[]): Promise<readonly Add[]> {
  const [first = ''] = words;
  const wanted = Object.hasOwn(VERBS, first) ? [VERBS[first]!] : Object.values(VERBS);
  return Promise.all(wanted.map((load) => load(words)));
}

/** Runs the command line of this process; returns its exit code. Every verb is a file beside this one. */
export async function runProgram(verbs: readonly Add[]): Promise<number | undefined> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  endWaitsOn(interrupt.signal);

  const program = new Command('nephoscope')
    .description('Four-class cloud masks for Sentinel-2 products, computed on your own machine.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(printable(text, 'lines')) })
    .showHelpAfterError('(nephoscope help COMMAND tells more)');
  for (const add of verbs) add(program, interrupt.signal);
  addHelp(program);

  try {
    await program.parseAsync();
    // What a verb has said itself.
    return process.exitCode as number | undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, process.stderr);
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}

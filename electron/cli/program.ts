import { Command, CommanderError } from 'commander';
import { addAdapt } from './adapt.ts';
import { addArchive } from './archive.ts';
import { addBench } from './bench.ts';
import { addCompare } from './compare.ts';
import { addComposite } from './composite.ts';
import { addHelp } from './help.ts';
import { addInfo } from './info.ts';
import { addLabel } from './label.ts';
import { addMask } from './mask.ts';
import { addPersistence } from './persistence.ts';
import { addSample } from './sample.ts';
import { addServe } from './serve.ts';
import { EXIT, printable, reportError } from './terminal.ts';

/** Runs the command line of this process; returns its exit code. Every verb is a file beside this one. */
export async function runProgram(): Promise<number | undefined> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());

  const program = new Command('nephoscope')
    .description('Four-class cloud masks for Sentinel-2 products, computed on your own machine.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(printable(text, 'lines')) })
    .showHelpAfterError('(nephoscope help COMMAND tells more)');
  for (const add of [
    addInfo,
    addMask,
    addComposite,
    addPersistence,
    addCompare,
    addSample,
    addServe,
    addBench,
    addArchive,
    addLabel,
    addAdapt,
  ])
    add(program, interrupt.signal);
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

import { Command, CommanderError } from 'commander';

import { addBench } from './cli/bench.ts';
import { addCompare } from './cli/compare.ts';
import { addInfo } from './cli/info.ts';
import { addMask } from './cli/mask.ts';
import { addSample } from './cli/sample.ts';
import { addServe } from './cli/serve.ts';
import { EXIT, reportError } from './cli/terminal.ts';

/** The headless shell. Every verb is a file in `cli/`. */
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());

const program = new Command('nephoscope')
  .description('Four-class cloud masks for Sentinel-2 products, computed on your own machine.')
  .exitOverride()
  .showHelpAfterError('(nephoscope help COMMAND tells more)');
for (const add of [addInfo, addMask, addCompare, addSample, addServe, addBench]) add(program, interrupt.signal);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? EXIT.done
        : EXIT.usage
      : reportError(error, process.stderr);
}

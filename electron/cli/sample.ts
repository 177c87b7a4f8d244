import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { writeSample } from '../simulator/write-sample.ts';
import { numberFlag } from './stack-options.ts';
import { createProgressReporter, print, UsageError } from './terminal.ts';

interface SampleFlags {
  readonly out: string;
  readonly level: string;
  readonly size: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** `nephoscope sample --out DIR ...` */
export function addSample(program: Command, signal: AbortSignal): void {
  program
    .command('sample')
    .description('write a simulated Sentinel-2 product and its true mask')
    .requiredOption('--out <folder>', 'where to write; made when it is not there')
    .option('--level <level>', 'L1C or L2A', 'L2A')
    .option('--size <size>', 'small (15 km) or full (110 km)', 'small')
    .option('--seed <number>', 'another number gives another scene')
    .option('--json', 'print one JSON object as the last line')
    .action(async (flags: SampleFlags) => {
      if (flags.level !== 'L1C' && flags.level !== 'L2A')
        throw new UsageError(`--level is L1C or L2A, not "${flags.level}".`);
      if (flags.size !== 'small' && flags.size !== 'full')
        throw new UsageError(`--size is small or full, not "${flags.size}".`);
      const seed = numberFlag('--seed', flags.seed);
      const folder = resolve(flags.out);
      await mkdir(folder, { recursive: true });
      const progress = createProgressReporter(process.stderr, false);
      const written = await writeSample({
        folder,
        level: flags.level,
        size: flags.size,
        ...(seed === undefined ? {} : { seed }),
        signal,
        onProgress: progress,
      }).finally(() => progress.end());
      print(flags.json ? JSON.stringify(written) : Object.values(written).join('\n'));
    });
}

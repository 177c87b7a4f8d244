import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXTENTS, type SampleSize } from '../simulator/safe/identity.ts';
import type { WriteSampleOptions } from '../simulator/write-sample.ts';
import { writeSeason } from '../simulator/write-season.ts';
import { makeFolder } from './make-folder.ts';
import { numberFlag } from './stack-options.ts';
import { createProgressReporter, print, UsageError } from './terminal.ts';

interface SampleFlags {
  readonly out: string;
  readonly level: string;
  readonly size: string;
  readonly seed?: string;
  readonly season?: string;
  readonly format: string;
  readonly zarr: string;
  readonly json?: boolean;
}

/** Ten days apart: about four years. */
const MOST_DATES = 150;

/** `nephoscope sample --out DIR ...` */
export function addSample(program: Command, signal: AbortSignal): void {
  program
    .command('sample')
    .description('write a simulated Sentinel-2 product, or a season of them, with true masks')
    .requiredOption('--out <folder>', 'where to write; made when it is not there')
    .option('--level <level>', 'L1C or L2A', 'L2A')
    .option('--size <size>', 'tiny (5 km), small (13 km) or full (110 km)', 'small')
    .option('--seed <number>', 'another number gives another scene')
    .option('--season <dates>', 'so many products of the same ground, ten days apart, each with another sky')
    .option('--format <format>', 'safe, or zarr: the same pixels in the EOPF Zarr format', 'safe')
    .option('--zarr <version>', 'of --format zarr: 2 (Blosc, consolidated) or 3 (Zstandard, in shards)', '2')
    .option('--json', 'print one JSON object as the last line; with --season a list of them')
    .action(async (flags: SampleFlags) => {
      if (flags.level !== 'L1C' && flags.level !== 'L2A')
        throw new UsageError(`--level is L1C or L2A, not "${flags.level}".`);
      if (!isSampleSize(flags.size))
        throw new UsageError(`--size is ${Object.keys(EXTENTS).join(', ')}, not "${flags.size}".`);
      if (flags.format !== 'safe' && flags.format !== 'zarr')
        throw new UsageError(`--format is safe or zarr, not "${flags.format}".`);
      if (flags.zarr !== '2' && flags.zarr !== '3') throw new UsageError(`--zarr is 2 or 3, not "${flags.zarr}".`);
      const season = numberFlag('--season', flags.season);
      if (season !== undefined && !(Number.isInteger(season) && season > 0 && season <= MOST_DATES))
        throw new UsageError(`--season is a whole number from 1 to ${MOST_DATES}, not "${flags.season}".`);
      const seed = numberFlag('--seed', flags.seed);
      const folder = resolve(flags.out);
      await makeFolder(folder);
      const progress = createProgressReporter(process.stderr, false);
      const request: WriteSampleOptions = {
        folder,
        level: flags.level,
        size: flags.size,
        format: flags.format === 'safe' ? 'safe' : flags.zarr === '3' ? 'zarr3' : 'zarr2',
        ...(seed === undefined ? {} : { seed }),
        signal,
        onProgress: progress,
      };
      const written = await writeSeason(request, season ?? 1).finally(() => progress.end());
      if (flags.json) print(JSON.stringify(season === undefined ? written[0] : written));
      else print(written.flatMap((sample) => Object.values(sample)).join('\n'));
    });
}

function isSampleSize(size: string): size is SampleSize {
  return Object.hasOwn(EXTENTS, size);
}

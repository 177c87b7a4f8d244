import type { BandId } from '../core/bands.ts';
import { RasterError, throwIfCancelled } from '../core/errors.ts';
import type { Product } from '../product/types.ts';
import type { ReadBandOptions } from './band.ts';
import { chooseFile } from './choose-level.ts';
import type { RasterContext } from './context.ts';
import { settleSamples } from './no-data.ts';

/** Distribution of a band's valid pixels, for stretching pictures. */
export interface BandStatistics {
  readonly band: BandId;
  /** Reflectance at these percentiles. */
  readonly percentiles: Readonly<Record<'p1' | 'p2' | 'p50' | 'p98' | 'p99', number>>;
  /** Counts in equal bins from `histogramMin` to `histogramMax` (reflectance); the end bins hold what lies beyond. */
  readonly histogram: readonly number[];
  readonly histogramMin: number;
  readonly histogramMax: number;
}

/** Sampling distance that is enough for percentiles: some 470,000 samples of a tile. */
const STATISTICS_METRES = 160;
const STRIP_ROWS = 512;
const BINS = 128;

/**
 * Counts the pixels of a band at about 160 m, from the file that is cheapest to decode for that; those of damaged tiles
 * count as no-data. Throws RasterError
 * when the product has no such band or the band no valid pixel; Jpeg2000Error; CancelledError.
 */
export async function bandStatistics(
  product: Product,
  band: BandId,
  context: RasterContext,
  { signal, atOnce }: Pick<ReadBandOptions, 'signal' | 'atOnce'> = {},
): Promise<BandStatistics> {
  const files = product.bands[band] ?? [];
  let failure: unknown = new RasterError(`The product has no band ${band}.`, { file: product.path });
  const choice = await chooseFile(files, context, {
    metresOf: ({ pixelMetres }) => pixelMetres,
    viewMetresBy: () => STATISTICS_METRES,
    onFailure: (error) => {
      failure = error;
    },
  });
  if (!choice) throw failure;
  const { source } = choice;
  const size = source.sizeAt(choice.reduce);
  const counts = new Uint32Array(65536);
  for (let row = 0; row < size.height; row += STRIP_ROWS) {
    throwIfCancelled(signal);
    const window = { column: 0, row, width: size.width, height: Math.min(STRIP_ROWS, size.height - row) };
    const options = { signal, atOnce, onDamage: () => undefined, isPicture: true };
    const dn = await source.readWindow(window, { ...options, reduce: choice.reduce });
    await settleSamples(source, { dn, ...window }, choice.reduce, options);
    for (const value of dn) counts[value]!++;
  }
  const total = size.width * size.height;
  const valid = total - counts[0]!;
  if (valid === 0) throw new RasterError(`Band ${band} has no valid pixel.`, { file: choice.file.path });
  const reflectance = (dn: number) => (dn + (product.offsets[band] ?? 0)) / product.quantification;
  const at = (share: number) => reflectance(percentileDn(counts, share * valid));
  const histogramMin = Math.min(0, at(0.001));
  const histogramMax = Math.max(at(0.999), histogramMin + 1e-3);
  return {
    band,
    percentiles: { p1: at(0.01), p2: at(0.02), p50: at(0.5), p98: at(0.98), p99: at(0.99) },
    histogram: binned(counts, (dn) => (reflectance(dn) - histogramMin) / (histogramMax - histogramMin)),
    histogramMin,
    histogramMax,
  };
}

/** The smallest DN from 1 on such that at least `rank` valid pixels have it or less. */
function percentileDn(counts: Uint32Array, rank: number): number {
  let sum = 0;
  for (let dn = 1; dn < counts.length; dn++) {
    sum += counts[dn]!;
    if (sum >= rank && sum > 0) return dn;
  }
  return counts.length - 1;
}

function binned(counts: Uint32Array, position: (dn: number) => number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  for (let dn = 1; dn < counts.length; dn++) {
    if (counts[dn] === 0) continue;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(position(dn) * BINS)));
    bins[bin]! += counts[dn]!;
  }
  return bins;
}

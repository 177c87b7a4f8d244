import type { BandId } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { judgeReflectance, type ReflectanceReading, type ReflectanceSample } from './plausible-reflectance.ts';
import { missingTest } from './stored-values.ts';
import type { TiffRaster } from './tiff-raster.ts';
import type { StoredToDn } from './types.ts';

/** A plane that is read as a band. */
interface SampledPlane {
  readonly index: number;
  readonly band: BandId;
  readonly ignoresAlpha: boolean;
}

/** Places along an axis where pixels are looked at, and how many pixels at each. */
const PLACES = [0.1, 0.5, 0.9];
const SIDE_PIXELS = 64;
/** More different values than this are no code for missing pixels, but wrong numbers. */
const MAX_CODES = 3;
/** As no-data, the last value of 16 bits: what a saturated pixel has too, but never so many. */
const LAST_DN = 65_535;
const NOTABLE_SHARE = 0.01;
const BRIGHTEST = 2;
/** Readings that people use, tried when one must be advised. */
const USUAL: readonly ReflectanceReading[] = [
  { scale: 1, offset: 0 },
  { scale: 1e-4, offset: -0.1 },
  { scale: 1e-4, offset: 0 },
  { scale: 0.01, offset: 0 },
  { scale: 1 / 65_535, offset: 0 },
];

/**
 * Looks at nine places of a stack before it is used: whether values stand for missing pixels that the file does not
 * call so, and whether the reflectances are those of the Earth.
 *
 * @returns warnings in words, and the value of 16 bits that stands for missing pixels, if there is one
 * @throws ProductError when most reflectances cannot be, with a reading that fits; RasterError for a damaged file
 */
export async function lookAtStack(
  raster: TiffRaster,
  planes: readonly SampledPlane[],
  reading: ReflectanceReading & { readonly toDn: StoredToDn | undefined },
  file: string,
): Promise<{ readonly warnings: readonly string[]; readonly noData: number | null }> {
  const { toDn, scale, offset } = reading;
  const { lowest = Number.NEGATIVE_INFINITY, highest = Number.POSITIVE_INFINITY } = toDn ?? {};
  const samples = await Promise.all(planes.map((plane) => samplePlane(raster, plane, toDn)));
  const all = samples.flat();
  const codes = new Map<number, number>();
  for (const value of all) if (value < lowest || value > highest) codes.set(value, (codes.get(value) ?? 0) + 1);
  const last = toDn ? 0 : all.filter((value) => value === LAST_DN).length;
  if (last > 0 && last >= NOTABLE_SHARE * all.length && LAST_DN * scale + offset > BRIGHTEST) codes.set(LAST_DN, last);
  const isCoded = codes.size > 0 && codes.size <= MAX_CODES;
  const judged = (as: ReflectanceReading) =>
    judgeReflectance(
      samples.map((values, k): ReflectanceSample => {
        const kept = isCoded ? values.filter((value) => !codes.has(value)) : values;
        return { band: planes[k]!.band, reflectances: kept.map((value) => value * as.scale + as.offset) };
      }),
      as,
    );
  const verdict = judged({ scale, offset });
  if (verdict.verdict === 'refuse') {
    const better = USUAL.find((usual) => judged(usual).verdict === 'fine');
    throw new ProductError(`${file} cannot be read so: ${verdict.message}`, {
      file,
      remedy: `Give scale and offset, reflectance = value * scale + offset${better ? `; --scale ${Number(better.scale.toPrecision(6))} --offset ${better.offset} gives plausible ones` : ''}.`,
    });
  }
  const warnings = verdict.verdict === 'warn' ? [`${file}: ${verdict.message} Check --scale and --offset.`] : [];
  if (isCoded) {
    const count = [...codes.values()].reduce((sum, n) => sum + n, 0);
    const share = ((100 * count) / Math.max(1, all.length)).toFixed(1);
    warnings.push(
      `${share} % of the values looked at in ${file} are ${[...codes.keys()].join(', ')}, which no reflectance can be: such pixels are treated as missing. The file states no such no-data value (gdal_edit.py -a_nodata).`,
    );
  }
  return { warnings, noData: isCoded && codes.has(LAST_DN) ? LAST_DN : null };
}

/** Stored values that neither file nor rule calls missing, from all places. */
async function samplePlane(
  raster: TiffRaster,
  { index, ignoresAlpha }: SampledPlane,
  toDn: StoredToDn | undefined,
): Promise<number[]> {
  const about = raster.about[index]!;
  const { lowest: _, highest: __, ...rest } = toDn ?? { scale: 1, offset: 0, noData: null };
  const isMissing = missingTest(about.noData, rest);
  const side = (length: number) => Math.min(SIDE_PIXELS, length);
  const at = (place: number, length: number) => Math.round(place * (length - side(length)));
  const places = (length: number) => [...new Set(PLACES.map((place) => at(place, length)))];
  const windows = places(raster.height).flatMap((row) =>
    places(raster.width).map((column) => ({ column, row, width: side(raster.width), height: side(raster.height) })),
  );
  const masked = about.mask !== null && !(about.mask === 'alpha' && ignoresAlpha);
  const parts = await Promise.all(
    windows.map(async (window) => {
      const [values, mask] = await Promise.all([
        raster.read(index, window),
        masked ? raster.readMask(index, window) : null,
      ]);
      return Array.from(values as ArrayLike<number>).filter((value, i) => mask?.[i] !== 0 && !isMissing(value));
    }),
  );
  return parts.flat();
}

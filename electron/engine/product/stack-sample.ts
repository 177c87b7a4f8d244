import { ProductError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import type { PictureSize } from '../gdal/read-messages.ts';
import {
  judgeReflectance,
  type Plausibility,
  type ReflectanceReading,
  type ReflectanceSample,
} from './plausible-reflectance.ts';
import { missingTest } from './stored-values.ts';
import type { TiffRaster } from './tiff-raster.ts';
import type { StoredToDn } from './types.ts';
import { readingAdvice } from './usual-readings.ts';

/** A plane that is read as a band, or that may be one. */
export interface SampledPlane {
  readonly index: number;
  readonly band: ReflectanceSample['band'];
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
const FEWEST_VALUES = 1024;
/** Clouds and most ground are brighter. */
const DARK_PICTURE = 0.1;
/** In fewer bands a value of noise may well be shared. */
const FEWEST_BANDS = 3;
const SHARED_SHARE = 0.001;
/**
 * Looks at places of a stack, its corners among them, before it is used: whether values stand for missing pixels that the file does not
 * call so, and whether the reflectances are those of the Earth.
 *
 * @returns warnings in words, and the possible value that stands for missing pixels all the same, if there is one
 * @throws ProductError when most reflectances cannot be, with a reading that fits; RasterError for a damaged file
 */
export async function lookAtStack(
  raster: TiffRaster,
  planes: readonly SampledPlane[],
  reading: StackReading,
  file: string,
): Promise<{ readonly warnings: readonly string[]; readonly noData: number | null }> {
  const { scale, offset } = reading;
  const { verdict, advice, noData, all, same, codes } = await judgeStack(raster, planes, reading);
  if (verdict.verdict === 'refuse') {
    throw new ProductError(`${file} cannot be read so: ${verdict.message}`, { file, remedy: advice });
  }
  const warnings = verdict.verdict === 'warn' ? [`${file}: ${verdict.message} ${advice}`] : [];
  if (255 * scale + offset < DARK_PICTURE && isOfBytes(raster, all)) {
    warnings.push(
      `The values looked at in ${file} are all below 256, as in a picture of 8 bits: they are read as reflectances up to ${plain(255 * scale + offset)}. Say --scale if they are something else.`,
    );
  }
  if (same) {
    warnings.push(
      `${percent(same.share)} % of the pixels looked at in ${file} are ${plain(same.value)} in every band, which no ground is: such pixels are treated as missing. The file states no such no-data value (gdal_edit.py -a_nodata).`,
    );
  }
  if (codes.size > 0) {
    const count = [...codes.values()].reduce((sum, n) => sum + n, 0);
    const share = ((100 * count) / Math.max(1, all.length)).toFixed(1);
    warnings.push(
      `${share} % of the values looked at in ${file} are ${[...codes.keys()].join(', ')}, which no reflectance can be: such pixels are treated as missing. The file states no such no-data value (gdal_edit.py -a_nodata).`,
    );
  }
  return { warnings, noData };
}

/** How stored values become reflectances, and which of them cannot be any. */
export type StackReading = ReflectanceReading & { readonly toDn: StoredToDn | undefined };

/**
 * Judges the values at places of a stack by what the Earth looks like.
 *
 * @returns `samples`: reflectances of every plane; `advice`: a reading that fits better, in words; `all`: the stored values
 *   that are not missing; `same` and `codes`: those that stand for missing pixels although the file does not say so, of
 *   which `noData` is one that could be a reflectance
 * @throws RasterError for a damaged file
 */
export async function judgeStack(raster: TiffRaster, planes: readonly SampledPlane[], reading: StackReading) {
  const { toDn, scale, offset } = reading;
  const { lowest = Number.NEGATIVE_INFINITY, highest = Number.POSITIVE_INFINITY } = toDn ?? {};
  const places = await Promise.all(planes.map((plane) => samplePlane(raster, plane, toDn)));
  const same = sharedNegative(places);
  const stored = places.map((values) => values.filter((value) => value !== null && value !== same?.value) as number[]);
  const all = stored.flat();
  const found = new Map<number, number>();
  for (const value of all) if (value < lowest || value > highest) found.set(value, (found.get(value) ?? 0) + 1);
  const last = toDn ? 0 : all.filter((value) => value === LAST_DN).length;
  if (last > 0 && last >= NOTABLE_SHARE * all.length && LAST_DN * scale + offset > BRIGHTEST) found.set(LAST_DN, last);
  const codes = found.size <= MAX_CODES ? found : new Map<number, number>();
  const read = (as: ReflectanceReading) =>
    stored.map((values, k): ReflectanceSample => {
      const kept = codes.size > 0 ? values.filter((value) => !codes.has(value)) : values;
      return { band: planes[k]!.band, reflectances: kept.map((value) => value * as.scale + as.offset) };
    });
  const judged = (as: ReflectanceReading): Plausibility => judgeReflectance(read(as), as);
  const verdict = judged({ scale, offset });
  const noData = same?.value ?? (codes.has(LAST_DN) ? LAST_DN : null);
  const advice = verdict.verdict === 'fine' ? '' : (verdict.remedy ?? readingAdvice(judged));
  return { samples: read({ scale, offset }), verdict, advice, noData, all, same, codes };
}

/** Whether all values are whole and below 256 although the type holds more. */
function isOfBytes({ kind, bits }: Pick<TiffRaster, 'kind' | 'bits'>, values: readonly number[]): boolean {
  if (kind === 'float' || bits <= 8 || values.length < FEWEST_VALUES) return false;
  return values.every((value) => value < 256) && new Set(values).size > MAX_CODES;
}

/**
 * A value below 0 that many pixels have in every band: what an offset or a scale made of no-data, as -1000 or -0.1 of 0.
 * Noise below 0 differs from band to band.
 */
function sharedNegative(
  places: readonly (readonly (number | null)[])[],
): { readonly value: number; readonly share: number } | null {
  const [first, ...others] = places;
  if (!first || others.length + 1 < FEWEST_BANDS) return null;
  const counts = new Map<number, number>();
  for (const [i, value] of first.entries()) {
    if (value !== null && value < 0 && others.every((other) => other[i] === value)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const [value, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  const share = count / first.length;
  return share >= SHARED_SHARE ? { value, share } : null;
}

function plain(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** Stored values from all places in the same order for every plane; null where file or rule call them missing. */
async function samplePlane(
  raster: TiffRaster,
  plane: SampledPlane,
  toDn: StoredToDn | undefined,
): Promise<(number | null)[]> {
  const { lowest: _, highest: __, ...rest } = toDn ?? { scale: 1, offset: 0, noData: null };
  const side = (length: number) => Math.min(SIDE_PIXELS, length);
  const at = (place: number, length: number) => Math.round(place * (length - side(length)));
  const grid = (along: readonly number[]) => along.flatMap((down) => along.map((across) => [across, down] as const));
  const corners = grid([0, 1]).map(([across, down]) => [at(across, raster.width), at(down, raster.height)] as const);
  const inside = grid(PLACES).map(([across, down]) => [at(across, raster.width), at(down, raster.height)] as const);
  const starts = new Map([...inside, ...corners].map((start) => [start.join(), start]));
  const windows = [...starts.values()].map(([column, row]) => ({
    column,
    row,
    width: side(raster.width),
    height: side(raster.height),
  }));
  return (await Promise.all(windows.map((window) => readStored(raster, plane, rest, window)))).flat();
}

/** Stored values of a window, decimated where a size is given; null where file or rule call them missing. */
export async function readStored(
  raster: TiffRaster,
  { index, ignoresAlpha }: Pick<SampledPlane, 'index' | 'ignoresAlpha'>,
  rule: StoredToDn,
  window: Window,
  size?: PictureSize,
): Promise<(number | null)[]> {
  const about = raster.about[index]!;
  const isMissing = missingTest(about.noData, rule);
  const masked = about.mask !== null && !(about.mask === 'alpha' && ignoresAlpha);
  const [values, mask] = await Promise.all([
    raster.read(index, window, size),
    masked ? raster.readMask(index, window, size) : null,
  ]);
  return Array.from(values as ArrayLike<number>, (value, i) => (mask?.[i] === 0 || isMissing(value) ? null : value));
}

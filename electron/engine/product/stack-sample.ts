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
const FEWEST_VALUES = 1024;
/** Clouds and most ground are brighter. */
const DARK_PICTURE = 0.1;
/** In fewer bands a value of noise may well be shared. */
const FEWEST_BANDS = 3;
const SHARED_SHARE = 0.001;
/** Readings that people use, tried when one must be advised. */
const USUAL: readonly ReflectanceReading[] = [
  { scale: 1, offset: 0 },
  { scale: 1e-4, offset: -0.1 },
  { scale: 1e-4, offset: 0 },
  { scale: 0.01, offset: 0 },
  { scale: 1 / 65_535, offset: 0 },
];

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
  reading: ReflectanceReading & { readonly toDn: StoredToDn | undefined },
  file: string,
): Promise<{ readonly warnings: readonly string[]; readonly noData: number | null }> {
  const { toDn, scale, offset } = reading;
  const { lowest = Number.NEGATIVE_INFINITY, highest = Number.POSITIVE_INFINITY } = toDn ?? {};
  const places = await Promise.all(planes.map((plane) => samplePlane(raster, plane, toDn)));
  const same = sharedNegative(places);
  const samples = places.map((values) => values.filter((value) => value !== null && value !== same?.value) as number[]);
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
    throw new ProductError(`${file} cannot be read so: ${verdict.message}`, { file, remedy: adviceOf(judged) });
  }
  const warnings = verdict.verdict === 'warn' ? [`${file}: ${verdict.message} ${adviceOf(judged)}`] : [];
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
  if (isCoded) {
    const count = [...codes.values()].reduce((sum, n) => sum + n, 0);
    const share = ((100 * count) / Math.max(1, all.length)).toFixed(1);
    warnings.push(
      `${share} % of the values looked at in ${file} are ${[...codes.keys()].join(', ')}, which no reflectance can be: such pixels are treated as missing. The file states no such no-data value (gdal_edit.py -a_nodata).`,
    );
  }
  return { warnings, noData: same?.value ?? (isCoded && codes.has(LAST_DN) ? LAST_DN : null) };
}

/** A usual reading that gives plausible reflectances, as advice. */
function adviceOf(judged: (as: ReflectanceReading) => { readonly verdict: string }): string {
  const better = USUAL.find((usual) => judged(usual).verdict === 'fine');
  const words = better
    ? `; --scale ${Number(better.scale.toPrecision(6))} --offset ${better.offset} gives plausible ones`
    : '';
  return `Give scale and offset, reflectance = value * scale + offset${words}.`;
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
  { index, ignoresAlpha }: SampledPlane,
  toDn: StoredToDn | undefined,
): Promise<(number | null)[]> {
  const about = raster.about[index]!;
  const { lowest: _, highest: __, ...rest } = toDn ?? { scale: 1, offset: 0, noData: null };
  const isMissing = missingTest(about.noData, rest);
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
  const masked = about.mask !== null && !(about.mask === 'alpha' && ignoresAlpha);
  const parts = await Promise.all(
    windows.map(async (window) => {
      const [values, mask] = await Promise.all([
        raster.read(index, window),
        masked ? raster.readMask(index, window) : null,
      ]);
      return Array.from(values as ArrayLike<number>, (value, i) =>
        mask?.[i] === 0 || isMissing(value) ? null : value,
      );
    }),
  );
  return parts.flat();
}

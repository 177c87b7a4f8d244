import type { BandId } from '../core/bands.ts';

/** Reflectances of the valid pixels of one band, from a window or from pixels spread over the file. */
export interface ReflectanceSample {
  /** A plane of which is not known what band it is is judged by what holds for all. */
  readonly band: BandId | `plane ${number}`;
  readonly reflectances: ArrayLike<number>;
}

/** How the reflectances were made: value * scale + offset. */
export interface ReflectanceReading {
  readonly scale: number;
  readonly offset: number;
}

/**
 * What Earth says to the reflectances; `message` is one sentence with the numbers, without the file's name. With `remedy`
 * where another reading is none.
 */
export type Plausibility =
  | { readonly verdict: 'fine' }
  | { readonly verdict: 'warn' | 'refuse'; readonly message: string; readonly remedy?: string };

/** ESA's offset of -1000 DN leaves noise down to -0.1 (baseline 04.00); atmospheric correction seldom goes below 0. */
const LOWEST = -0.2;
/** Clouds and snow under a low sun reach about 1.6. */
const HIGHEST = 2;
/** No maker of Sentinel-2 data adds as much. */
const LARGEST_RAISE = 0.02;
const FEW_SAMPLES = 64;
const REFUSED_SHARE = 0.5;
const NOTABLE_SHARE = 0.01;
/** A scene whose brightest band is darker than this in 99 % of its pixels is night, or read in the wrong unit. */
const DARK = 0.005;
/** Median of the visible bands below which an offset was taken off twice: dark sea is corrected to 0, not to -0.1. */
const TOO_LOW = -0.03;
/** Water vapour hides the ground in B10: clear land gives 0.001 to 0.01, also in scenes with much cirrus somewhere. */
const CIRRUS_FLOOR = 0.08;
/**
 * Darkest hundredth of every one of these bands, between these bounds: they are water and shadow, raised by ESA's
 * offset of 0.1 that was not taken off. Their darkest pixels are unlike each other otherwise, under cloud and snow too.
 */
const DARK_BANDS: readonly string[] = ['B02', 'B04', 'B11', 'B12'];
const RAISED = { lowest: 0.085, highest: 0.13, fewestBands: 3 } as const;
/** None, or one in a wrong unit: -0.1 where DN are meant. */
const SLIGHT_OFFSET = 0.01;
/** Land in sunlight: its near infrared is brighter than its red, and the brightest band reaches 0.25 in 1 % (586 clear chips). Sea may be as dark. */
const DARK_LAND = { brightest: 0.12, infraredOverRed: 1.2 } as const;
const INFRARED: readonly string[] = ['B08', 'B8A'];
/** So many pixels of one value are no ground where another band of them varies; values below may be clipped ones, over sea. */
const CONSTANT = { fewest: 1000, lowest: 0.01 } as const;
const VISIBLE: readonly string[] = ['B02', 'B03', 'B04'];
/**
 * Air hardly brightens these, so that correcting for it takes nothing off: below this lies 0.03 % of a scene with
 * lakes, and 15 % of it where ESA's offset is taken off twice. Clouds keep the medians of such a scene above 0.
 */
const SHORT_WAVE = { bands: ['B11', 'B12'] as readonly string[], lowest: -0.04, share: 0.02 } as const;

/**
 * Judges reflectances by what the Earth in sunlight looks like: by percentiles, not by single pixels. `refuse` where at
 * least half of them cannot be, so that any mask would be wrong; `warn` where they are unlikely as a whole.
 *
 * @param samples of the bands that will be used; without no-data
 */
export function judgeReflectance(samples: readonly ReflectanceSample[], reading: ReflectanceReading): Plausibility {
  const bands = samples
    .map(({ band, reflectances }) => ({ band, sorted: Float64Array.from(reflectances).sort() }))
    .filter(({ sorted }) => sorted.length > 0);
  const count = bands.reduce((sum, { sorted }) => sum + sorted.length, 0);
  if (count < FEW_SAMPLES) return { verdict: 'fine' };
  const how = `with scale ${plain(reading.scale)} and offset ${plain(reading.offset)}`;
  const counted = (test: (value: number) => boolean) =>
    bands.reduce((sum, { sorted }) => sum + sorted.reduce((n, value) => n + (test(value) ? 1 : 0), 0), 0) / count;
  const below = counted((value) => value < LOWEST);
  const above = counted((value) => value > HIGHEST);
  const median = bands.map(({ band, sorted }) => `${band} ${plain(percentile(sorted, 50))}`).slice(0, 4);
  if (below + above >= NOTABLE_SHARE) {
    const [share, side] = below > above ? [below, `below ${LOWEST}`] : [above, `above ${HIGHEST}`];
    return {
      verdict: below + above >= REFUSED_SHARE ? 'refuse' : 'warn',
      message: `${percent(share)} % of the reflectances lie ${side} ${how} (medians: ${median.join(', ')}), which no ground or cloud has.`,
    };
  }
  if (reading.offset > LARGEST_RAISE) {
    return {
      verdict: 'warn',
      message: `An offset of +${plain(reading.offset)} makes every reflectance larger (medians: ${median.join(', ')}); ESA's is -0.1, to be taken off.`,
    };
  }
  const brightest = Math.max(...bands.map(({ sorted }) => percentile(sorted, 99)));
  if (brightest < DARK) {
    return {
      verdict: 'warn',
      message: `99 % of the reflectances lie below ${plain(brightest)} in every band ${how}: as dark as night, or of another unit.`,
    };
  }
  if (brightest < DARK_LAND.brightest && isLand(bands)) {
    return {
      verdict: 'warn',
      message: `99 % of the reflectances lie below ${plain(brightest)} in every band ${how} (medians: ${median.join(', ')}), which is far darker than land.`,
    };
  }
  const constant = constantBands(bands);
  if (constant.length > 0) {
    const [are, files] = constant.length === 1 ? ['has', 'its file'] : ['have', 'their files'];
    const [first] = constant;
    return {
      verdict: 'warn',
      message: `${constant.map(({ band }) => band).join(', ')} ${are} one value everywhere (${plain(first!.sorted[0]!)} ${how}), which no ground has while other bands vary: the mask is made of what is no picture.`,
      remedy: `Get ${files} anew, or leave ${constant.length === 1 ? 'it' : 'them'} out: in --bands by a -, of a folder by taking ${files} away. The mask is then made of the other bands.`,
    };
  }
  const visible = bands.filter(({ band }) => VISIBLE.includes(band));
  if (visible.length > 0 && visible.every(({ sorted }) => percentile(sorted, 50) < TOO_LOW)) {
    return {
      verdict: 'warn',
      message: `Most reflectances of the visible bands lie below 0 ${how} (medians: ${median.join(', ')}): the offset may have been taken off twice.`,
    };
  }
  const tooDark = tooDarkBand(bands);
  if (tooDark) {
    return {
      verdict: 'warn',
      message: `${percent(tooDark.share)} % of the reflectances of ${tooDark.band} lie below ${SHORT_WAVE.lowest} ${how}, which no ground has: the offset may have been taken off twice.`,
    };
  }
  const dark = bands.filter(({ band }) => DARK_BANDS.includes(band)).map(({ sorted }) => percentile(sorted, 1));
  const isRaised = (value: number) => value > RAISED.lowest && value < RAISED.highest;
  if (Math.abs(reading.offset) < SLIGHT_OFFSET && dark.length >= RAISED.fewestBands && dark.every(isRaised)) {
    return {
      verdict: 'warn',
      message: `The darkest pixels of every band reflect about 0.1 ${how}: ESA's offset of -0.1 (baseline 04.00 on) may not have been taken off; say --offset -0.1 then.`,
    };
  }
  const cirrus = bands.find(({ band }) => band === 'B10');
  if (cirrus && percentile(cirrus.sorted, 5) > CIRRUS_FLOOR) {
    return {
      verdict: 'warn',
      message: `Even the darkest pixels of B10 reflect ${plain(percentile(cirrus.sorted, 5))} ${how}: an offset may not have been taken off.`,
    };
  }
  return { verdict: 'fine' };
}

type SortedBand = Pick<ReflectanceSample, 'band'> & { readonly sorted: Float64Array };

/** Whether most ground is brighter in the near infrared than in red, as plants and soils are and water is not. */
function isLand(bands: readonly SortedBand[]): boolean {
  const red = bands.find(({ band }) => band === 'B04');
  const infrared = bands.find(({ band }) => INFRARED.includes(band));
  if (!red || !infrared) return false;
  return percentile(infrared.sorted, 50) > DARK_LAND.infraredOverRed * percentile(red.sorted, 50);
}

/** A band of the short waves in which more pixels than single ones reflect less than nothing, and how many do. */
function tooDarkBand(bands: readonly SortedBand[]): { readonly band: string; readonly share: number } | undefined {
  return bands
    .filter(({ band, sorted }) => SHORT_WAVE.bands.includes(band) && sorted.length >= FEW_SAMPLES)
    .map(({ band, sorted }) => {
      const first = sorted.findIndex((value) => value >= SHORT_WAVE.lowest);
      return { band, share: (first < 0 ? sorted.length : first) / sorted.length };
    })
    .find(({ share }) => share > SHORT_WAVE.share);
}

/** Bands that are one value everywhere, where others are not. */
function constantBands(bands: readonly SortedBand[]): readonly SortedBand[] {
  const isOne = ({ sorted }: SortedBand) => sorted[0] === sorted.at(-1);
  if (bands.every(isOne)) return [];
  return bands.filter(
    (band) => isOne(band) && band.sorted.length >= CONSTANT.fewest && band.sorted[0]! > CONSTANT.lowest,
  );
}

/** Value below which `share` percent of the ascending values lie (nearest rank). */
function percentile(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor((ascending.length * share) / 100))]!;
}

/** The middle one of values in any order, by {@link percentile}; null where there are none. */
export function medianOf(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : percentile(Float64Array.from(values).sort(), 50);
}

function plain(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return share >= 0.995 && share < 1 ? '99' : (share * 100).toFixed(share < 0.1 ? 1 : 0);
}

import { csvText } from '../../../electron/engine/contract/csv.ts';
import type { BandId, ClassId, MaskRequest, Observation, ProductDetail } from '../../api/types.ts';

/** One date of a pixel's series. */
export interface SeriesRow {
  readonly product: ProductDetail;
  readonly mask: MaskRequest | null;
  /** Undefined while it is being read; null where it could not be. */
  readonly observation: Observation | null | undefined;
}

/** What an observation is good for. */
export type Sight = 'clear' | 'obscured' | 'unjudged' | 'missing';

export const SIGHT_NAMES: Readonly<Record<Sight, string>> = {
  clear: 'clear',
  obscured: 'cloud or shadow',
  unjudged: 'no mask',
  missing: 'no data',
};

/** Near-infrared bands for the vegetation index, the better first: B08 has 10 m pixels. */
const NEAR_INFRARED: readonly BandId[] = ['B08', 'B8A'];
const RED: BandId = 'B04';

/** The bands that a vegetation index of a product is made of; fewer where it lacks them. */
export function indexBands({ bands }: Pick<ProductDetail, 'bands'>): BandId[] {
  return [RED, ...NEAR_INFRARED.filter((band) => bands[band] !== undefined).slice(0, 1)];
}

/** Normalized difference vegetation index (Rouse et al. 1974), -1 to 1; null without both bands. */
export function ndviOf({ reflectance }: Pick<Observation, 'reflectance'>): number | null {
  const red = reflectance[RED];
  const infrared = NEAR_INFRARED.map((band) => reflectance[band]).find((value) => value != null);
  if (red == null || infrared == null || red + infrared === 0) return null;
  return (infrared - red) / (infrared + red);
}

/** How a date is to be drawn; null while it is being read. */
export function sightOf({ observation }: SeriesRow): Sight | null {
  if (observation === undefined) return null;
  if (!observation?.covered) return 'missing';
  const values = Object.values(observation.reflectance);
  if (observation.mask?.class === 'missing' || (values.length > 0 && values.every((value) => value === null)))
    return 'missing';
  if (!observation.mask) return 'unjudged';
  return observation.mask.class === 'clear' ? 'clear' : 'obscured';
}

/** Seconds since 1970 at which a product was sensed; null where nobody tells. */
export function secondsOf({ sensingTime }: Pick<ProductDetail, 'sensingTime'>): number | null {
  return sensingTime === null ? null : Date.parse(sensingTime) / 1000;
}

const PROBABILITIES = ['clear', 'shadow', 'semi', 'cloud'] as const satisfies readonly ClassId[];

/** The series as CSV (RFC 4180): a row per date, reflectance by band, empty where something is not known. */
export function seriesCsv(
  rows: readonly SeriesRow[],
  { lon, lat }: { readonly lon: number; readonly lat: number },
  bands: readonly BandId[],
): string {
  const head = [
    ...['sensing_time', 'product', 'level', 'longitude', 'latitude', 'observation', 'class', 'computed_class'],
    ...PROBABILITIES.map((id) => `probability_${id}`),
    ...['model', 'grid_metres', 'ndvi'],
    ...bands.map((band) => `reflectance_${band}`),
  ];
  const lines = rows.map((row) => {
    const { product, mask, observation } = row;
    const found = observation?.mask ?? null;
    const number = (value: number | null | undefined, digits: number) => (value == null ? '' : value.toFixed(digits));
    const sight = sightOf(row);
    return [
      ...[product.sensingTime ?? '', product.name, product.level, lon.toFixed(6), lat.toFixed(6)],
      sight === null ? '' : SIGHT_NAMES[sight],
      ...[found?.class ?? '', found?.computedClass ?? ''],
      ...PROBABILITIES.map((id) => number(found?.probabilities?.[id], 4)),
      ...[found && mask ? mask.pack : '', found && mask ? String(mask.grid) : ''],
      number(observation && ndviOf(observation), 4),
      ...bands.map((band) => number(observation?.reflectance[band], 4)),
    ];
  });
  return csvText([head, ...lines]);
}

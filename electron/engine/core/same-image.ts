/** What tells of which acquisition a product is. */
export interface Acquisition {
  readonly level: string;
  /** MGRS tile; null where it is not known. */
  readonly tile: string | null;
  /** ISO 8601, of the tile where the metadata tells it; null where nothing does. */
  readonly sensingTime: string | null;
  /** Processing baseline, such as `05.11`; null where it is not known. */
  readonly baseline: string | null;
}

/** A pass over a tile takes less; the next comes after days, that of the neighbouring orbit too. */
const ONE_PASS_MILLISECONDS = 60_000;

/**
 * Whether two products of one place show the same image: taken at the same moment, or in the same pass and processed by two
 * baselines, which may tell moments that are seconds apart. Two parts of a pass by one baseline, which share a tile where a
 * data strip ends, are two images.
 */
export function isSameImage(a: Acquisition, b: Acquisition): boolean {
  if (a.level !== b.level || a.tile !== b.tile || a.sensingTime === null || b.sensingTime === null) return false;
  const apart = Math.abs(Date.parse(a.sensingTime) - Date.parse(b.sensingTime));
  if (apart === 0) return true;
  return apart < ONE_PASS_MILLISECONDS && a.baseline !== null && b.baseline !== null && a.baseline !== b.baseline;
}

/** What a text about a place was understood as. */
export interface FoundPlace {
  /** What kind of text it was: `Latitude, longitude`, `UTM 29N`, `MGRS`, `Sentinel-2 tile`. */
  readonly kind: string;
  /** Degrees on WGS 84. */
  readonly lon: number;
  readonly lat: number;
  /** West, south, east, north in degrees where it is more than a point. */
  readonly box: readonly [number, number, number, number] | null;
}

/** Why a text is no place, in one sentence; where it nearly was one. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

import proj4 from 'proj4';

/** A place on the grid of a UTM zone on WGS 84, metres. */
export interface UtmPlace {
  readonly zone: number;
  readonly isSouth: boolean;
  readonly easting: number;
  readonly northing: number;
}

const projection = (zone: number, isSouth: boolean) =>
  proj4(`+proj=utm +zone=${zone}${isSouth ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`);

/** Lon/lat degrees of a place on a zone's grid. */
export function fromUtm({ zone, isSouth, easting, northing }: UtmPlace): [number, number] {
  return projection(zone, isSouth).inverse([easting, northing]) as [number, number];
}

export function toUtm(zone: number, isSouth: boolean, lon: number, lat: number): UtmPlace {
  const [easting, northing] = projection(zone, isSouth).forward([lon, lat]) as [number, number];
  return { zone, isSouth, easting, northing };
}

/** The bands of latitude, from 80 degrees south in steps of 8; the last is 12 degrees high. */
const BANDS = 'CDEFGHJKLMNPQRSTUVWX';

/** Southern and northern latitude of a band; null for a letter that is none. */
export function bandRange(letter: string): readonly [number, number] | null {
  const index = BANDS.indexOf(letter);
  if (index < 0 || letter.length !== 1) return null;
  return [-80 + 8 * index, letter === 'X' ? 84 : -72 + 8 * index];
}

/** Where a latitude may lie of what carries a band's letter: squares and zones reach over their edges. */
const TOLERANCE_DEGREES = 1.2;

export function isInBand(letter: string, lat: number): boolean {
  const range = bandRange(letter);
  return range !== null && lat >= range[0] - TOLERANCE_DEGREES && lat <= range[1] + TOLERANCE_DEGREES;
}

import { RasterError } from './errors.ts';

/** A zone of the Universal Transverse Mercator. */
export interface UtmZone {
  /** 1 to 60. */
  readonly zone: number;
  readonly isSouth: boolean;
  /** As people call the datum. */
  readonly datum: string;
}

/**
 * Families of EPSG codes that end in the zone, with the zones that they have. On all of these datums a place lies within
 * two metres of where it does on WGS 84 (plates have moved no further since they were fixed), which is less than a pixel.
 */
const FAMILIES = [
  { hundreds: 326, first: 1, last: 60, isSouth: false, datum: 'WGS 84' },
  { hundreds: 327, first: 1, last: 60, isSouth: true, datum: 'WGS 84' },
  { hundreds: 258, first: 28, last: 38, isSouth: false, datum: 'ETRS89' },
  { hundreds: 269, first: 1, last: 23, isSouth: false, datum: 'NAD83' },
  { hundreds: 283, first: 48, last: 58, isSouth: true, datum: 'GDA94' },
] as const;

/** The UTM zone that an EPSG code stands for, on WGS 84 or a datum that is the same to a pixel; null for all others. */
export function utmZone(epsg: number | null): UtmZone | null {
  if (epsg === null) return null;
  const zone = epsg % 100;
  const family = FAMILIES.find(
    ({ hundreds, first, last }) => hundreds === Math.floor(epsg / 100) && zone >= first && zone <= last,
  );
  return family ? { zone, isSouth: family.isSouth, datum: family.datum } : null;
}

/** The proj4 definition of the UTM zone of an EPSG code ({@link utmZone}). Throws RasterError for any other code. */
export function utmDefinition(epsg: number): string {
  const found = utmZone(epsg);
  if (found) return `+proj=utm +zone=${found.zone}${found.isSouth ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`;
  throw new RasterError(`EPSG:${epsg} is no UTM zone.`, {
    remedy: 'Reproject the raster to the UTM zone that it lies in (gdalwarp -t_srs EPSG:326xx).',
  });
}

/** Central meridian of a UTM zone in degrees, from its EPSG code. */
export function centralMeridian(epsg: number): number {
  return (epsg % 100) * 6 - 183;
}

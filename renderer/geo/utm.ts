import { utmDefinition, utmZone } from '../../electron/engine/contract/utm.ts';

/** From one pair of coordinates to another. */
export type Projector = (x: number, y: number) => readonly [number, number];

async function zoneOf(epsg: number) {
  if (utmZone(epsg) === null) return null;
  const { default: proj4 } = await import('proj4');
  return proj4(utmDefinition(epsg));
}

/** Easting and northing in metres by longitude and latitude; null for a CRS that is no UTM zone. */
export async function utmProjector(epsg: number): Promise<Projector | null> {
  const zone = await zoneOf(epsg);
  return zone && ((lon, lat) => zone.forward([lon, lat]) as [number, number]);
}

/** Longitude and latitude in degrees by easting and northing; null for a CRS that is no UTM zone. */
export async function utmInverse(epsg: number): Promise<Projector | null> {
  const zone = await zoneOf(epsg);
  return zone && ((easting, northing) => zone.inverse([easting, northing]) as [number, number]);
}

/** `UTM 29N` for the EPSG codes of the UTM zones, with the datum where that is not WGS 84. */
export function crsName(epsg: number | null): string {
  if (epsg === null) return 'no CRS';
  const found = utmZone(epsg);
  if (found === null) return `EPSG:${epsg}`;
  const name = `UTM ${found.zone}${found.isSouth ? 'S' : 'N'}`;
  return found.datum === 'WGS 84' ? name : `${found.datum} ${name}`;
}

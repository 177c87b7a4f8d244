/** From one pair of coordinates to another. */
export type Projector = (x: number, y: number) => readonly [number, number];

/** A UTM zone on WGS 84 (EPSG 326xx, 327xx); null for another CRS. */
async function utmZone(epsg: number) {
  const zone = epsg % 100;
  const north = epsg >= 32601 && epsg <= 32660;
  const south = epsg >= 32701 && epsg <= 32760;
  if (!north && !south) return null;
  const { default: proj4 } = await import('proj4');
  return proj4(`+proj=utm +zone=${zone}${south ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`);
}

/** Easting and northing in metres by longitude and latitude; null for a CRS that is no UTM zone on WGS 84. */
export async function utmProjector(epsg: number): Promise<Projector | null> {
  const zone = await utmZone(epsg);
  return zone && ((lon, lat) => zone.forward([lon, lat]) as [number, number]);
}

/** Longitude and latitude in degrees by easting and northing; null for a CRS that is no UTM zone on WGS 84. */
export async function utmInverse(epsg: number): Promise<Projector | null> {
  const zone = await utmZone(epsg);
  return zone && ((easting, northing) => zone.inverse([easting, northing]) as [number, number]);
}

/** `UTM 29N` for the EPSG codes of the UTM zones on WGS 84. */
export function crsName(epsg: number | null): string {
  if (epsg === null) return 'no CRS';
  const zone = epsg % 100;
  if (epsg >= 32601 && epsg <= 32660) return `UTM ${zone}N`;
  if (epsg >= 32701 && epsg <= 32760) return `UTM ${zone}S`;
  return `EPSG:${epsg}`;
}

import { RasterError } from './errors.ts';

/**
 * The proj4 definition of a WGS 84 / UTM zone given as EPSG 326zz (north) or 327zz (south). Throws RasterError for any
 * other code.
 */
export function utmDefinition(epsg: number): string {
  const zone = epsg % 100;
  const family = Math.floor(epsg / 100);
  if ((family !== 326 && family !== 327) || zone < 1 || zone > 60)
    throw new RasterError(`EPSG:${epsg} is not a UTM zone on WGS 84.`, {
      remedy: 'Reproject the raster to the UTM zone that it lies in.',
    });
  return `+proj=utm +zone=${zone}${family === 327 ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`;
}

/** Central meridian of a UTM zone in degrees, from its EPSG code. */
export function centralMeridian(epsg: number): number {
  return (epsg % 100) * 6 - 183;
}

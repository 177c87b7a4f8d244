import { forward } from 'mgrs';
import { crsName } from '../utm.ts';
import { toUtm } from './utm.ts';

const DECIMALS = 6;

/** `-7.912000, 53.428100`: a tenth of a metre. */
export const lonLatDecimal = (lon: number, lat: number): string => `${lon.toFixed(DECIMALS)}, ${lat.toFixed(DECIMALS)}`;

function dms(degrees: number, letters: readonly [string, string]): string {
  const tenths = Math.round(Math.abs(degrees) * 36_000);
  const [whole, minutes, seconds] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
  return `${whole}°${String(minutes).padStart(2, '0')}'${seconds.toFixed(1).padStart(4, '0')}"${letters[degrees < 0 ? 1 : 0]}`;
}

/** `53°25'41.2"N 7°54'43.2"W` */
export const degreesText = (lon: number, lat: number): string => `${dms(lat, ['N', 'S'])} ${dms(lon, ['E', 'W'])}`;

/** Whether UTM and MGRS tell of a latitude. */
export const isInUtm = (lat: number): boolean => lat >= -80 && lat < 84;

/** `29UNU7234021160`; to be asked where `isInUtm`. */
export const mgrsText = (lon: number, lat: number): string => forward([lon, lat]);

/** `29N 572340 5921160`, in the zone of the scene where it has one, else in the zone that the place lies in. */
export function utmText(lon: number, lat: number, sceneEpsg: number | null): string {
  const ofScene = sceneEpsg !== null && /^UTM /.test(crsName(sceneEpsg));
  const zone = ofScene ? sceneEpsg % 100 : Number.parseInt(mgrsText(lon, lat), 10);
  const isSouth = ofScene ? sceneEpsg >= 32700 : lat < 0;
  const { easting, northing } = toUtm(zone, isSouth, lon, lat);
  return `${zone}${isSouth ? 'S' : 'N'} ${easting.toFixed(0)} ${northing.toFixed(0)}`;
}

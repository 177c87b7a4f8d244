import type { Angles } from '../../engine/product/types.ts';

const RADIANS = Math.PI / 180;

/**
 * Position of the sun, good to about 0.02 degrees: the low-precision formulas of the Astronomical Almanac (Michalsky
 * 1988, Solar Energy 40(3), doi 10.1016/0038-092X(88)90045-X), without refraction.
 *
 * @param time ISO 8601, UTC
 */
export function sunAngles(time: string, longitudeDegrees: number, latitudeDegrees: number): Angles {
  const days = (Date.parse(time) - Date.UTC(2000, 0, 1, 12)) / 86_400_000;
  const meanLongitude = 280.46 + 0.9856474 * days;
  const anomaly = (357.528 + 0.9856003 * days) * RADIANS;
  const ecliptic = (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
  const obliquity = (23.439 - 0.0000004 * days) * RADIANS;
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(ecliptic), Math.cos(ecliptic));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(ecliptic));
  const siderealHours = 18.697374558 + 24.06570982441908 * days;
  const hourAngle = (siderealHours * 15 + longitudeDegrees) * RADIANS - rightAscension;
  const latitude = latitudeDegrees * RADIANS;
  const up =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  const east = -Math.cos(declination) * Math.sin(hourAngle);
  const north =
    Math.cos(latitude) * Math.sin(declination) - Math.sin(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  return {
    zenithDegrees: Math.acos(up) / RADIANS,
    azimuthDegrees: (Math.atan2(east, north) / RADIANS + 360) % 360,
  };
}

const RADIANS = Math.PI / 180;

/** Where the sun stands on the ground, as a unit vector eastward and southward; the azimuth is clockwise from north. */
export function directionToSun(azimuthDegrees: number): readonly [east: number, south: number] {
  const azimuth = azimuthDegrees * RADIANS;
  return [Math.sin(azimuth), -Math.cos(azimuth)];
}

const RADIAN = Math.PI / 180;
/** 143 orbits in 10 days: the repeat cycle of Sentinel-2 (Sentinel-2 User Handbook, section 1.5). */
const ORBIT_SECONDS = (10 * 86_400) / 143;
const INCLINATION_DEGREES = 98.62;
/** Mean local solar time at the descending node. */
const NODE_HOURS = 10.5;
/**
 * A descending node of the orbit of Sentinel-2A (later C), in seconds since 2015-01-01; those of 2B lie half an orbit
 * from it. From the sensing times in the metadata of tiles of 2019 to 2024, which agree within 5 seconds.
 */
const NODE_SECONDS = 0.4672 * ORBIT_SECONDS;
const EPOCH_MILLISECONDS = Date.UTC(2015, 0, 1);
/** Squared eccentricity of WGS 84. */
const ECCENTRICITY_SQUARED = 0.00669438;
/** Half a swath (145 km) and half a tile (55 km), in degrees of a great circle, and some for the slant of the swath. */
const REACH_DEGREES = 2.4;
/** A datatake lasts at most some 40 minutes; its name is of its first line. */
const DATATAKE_SECONDS = 40 * 60;
const TOLERANCE_SECONDS = 60;

/**
 * When a Sentinel-2 satellite passed over a place, from its repeating orbit. Names of files tell when a datatake began,
 * which may be a quarter of an hour before the tile was seen, or only the day.
 *
 * @param told beginning of the datatake or, where `isDayOnly`, any moment of the day (UTC)
 * @returns null where no pass fits: the satellite was on another orbit then, or what is told is wrong
 */
export function overpassTime(told: Date, isDayOnly: boolean, lonDegrees: number, latDegrees: number): Date | null {
  const latitude = Math.atan((1 - ECCENTRICITY_SQUARED) * Math.tan(latDegrees * RADIAN));
  const sine = Math.sin(latitude) / Math.sin(INCLINATION_DEGREES * RADIAN);
  if (Math.abs(sine) > 1) return null;
  /** Time from the place's latitude to the node, and how much farther east the track lies there, in the sun's frame. */
  const aheadSeconds = (Math.asin(sine) / (2 * Math.PI)) * ORBIT_SECONDS;
  const eastDegrees = -Math.asin(Math.tan(latitude) / Math.tan(INCLINATION_DEGREES * RADIAN)) / RADIAN;

  const toldSeconds = (told.getTime() - EPOCH_MILLISECONDS) / 1000;
  const day = Math.floor(toldSeconds / 86_400) * 86_400;
  const [from, to] = isDayOnly
    ? [day, day + 86_400]
    : [toldSeconds - TOLERANCE_SECONDS, toldSeconds + DATATAKE_SECONDS];
  let best: { readonly seconds: number; readonly distance: number } | null = null;
  const half = ORBIT_SECONDS / 2;
  for (let k = Math.ceil((from + aheadSeconds - NODE_SECONDS) / half); ; k++) {
    const seconds = NODE_SECONDS + k * half - aheadSeconds;
    if (seconds >= to) break;
    const hours = (seconds / 3600) % 24;
    const track = 15 * (NODE_HOURS - hours) + eastDegrees;
    const apart = ((((track - lonDegrees) % 360) + 540) % 360) - 180;
    const distance = Math.abs(apart) * Math.cos(latDegrees * RADIAN);
    if (distance <= REACH_DEGREES && (best === null || distance < best.distance)) best = { seconds, distance };
  }
  return best && new Date(EPOCH_MILLISECONDS + best.seconds * 1000);
}

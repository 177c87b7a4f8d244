/** One overflight of the tile; times in UTC. */
export interface Pass {
  readonly absoluteOrbit: number;
  /** Start of the datatake. */
  readonly datatakeTime: string;
  /** Sensing of the tile. */
  readonly sensingTime: string;
  /** Making of the product. */
  readonly generationTime: string;
}

const FIRST: Pass = {
  absoluteOrbit: 46_345,
  datatakeTime: '2024-05-06T10:10:31.024Z',
  sensingTime: '2024-05-06T10:15:29.417Z',
  generationTime: '2024-05-06T14:15:00.000Z',
};
/** A satellite of Sentinel-2 comes back after ten days and 143 orbits. */
const REPEAT_DAYS = 10;
const REPEAT_ORBITS = 143;
const DAY_MILLISECONDS = 86_400_000;

/**
 * An overflight of the same satellite on the same relative orbit.
 *
 * @param index counted from 0, the pass of the built-in samples (6 May 2024)
 */
export function passOf(index: number): Pass {
  const later = (time: string) => new Date(Date.parse(time) + index * REPEAT_DAYS * DAY_MILLISECONDS).toISOString();
  return {
    absoluteOrbit: FIRST.absoluteOrbit + index * REPEAT_ORBITS,
    datatakeTime: later(FIRST.datatakeTime),
    sensingTime: later(FIRST.sensingTime),
    generationTime: later(FIRST.generationTime),
  };
}

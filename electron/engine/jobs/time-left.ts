/** What is known of the pace earlier than this is chance. */
const LEAST_SECONDS = 2;
const LEAST_SHARE = 0.03;
/** A step as large as this in no time at all was no work: it had been done before. */
const LEAP_SHARE = 0.02;
const LEAP_SECONDS = 0.1;
/** After so many seconds a pace counts for a third: one stage of the work says little of the next. */
const MEMORY_SECONDS = 10;

/**
 * Tells what is left of a piece of work by the pace that its share of the whole has had lately. What turns out to be done already, such as
 * a mask that lies on disk, does not count as pace. Null until some seconds and some of the work are behind it.
 *
 * @param now seconds, from any moment on
 * @returns takes the share that is done, 0 to 1; gives seconds
 */
export function createTimeLeft(
  now: () => number = () => performance.now() / 1000,
): (fraction: number) => number | null {
  let last: { readonly at: number; readonly fraction: number } | null = null;
  let seconds = 0;
  let share = 0;
  const behind = { seconds: 0, share: 0 };
  return (fraction) => {
    const at = now();
    if (last) {
      const [took, step] = [at - last.at, fraction - last.fraction];
      const isLeap = step >= LEAP_SHARE && took < LEAP_SECONDS;
      if (!isLeap) {
        const memory = Math.exp(-took / MEMORY_SECONDS);
        seconds = seconds * memory + took;
        share = share * memory + Math.max(0, step);
        behind.seconds += took;
        behind.share += Math.max(0, step);
      }
    }
    last = { at, fraction };
    return behind.seconds < LEAST_SECONDS || behind.share < LEAST_SHARE
      ? null
      : (seconds / share) * Math.max(0, 1 - fraction);
  };
}

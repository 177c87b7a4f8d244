import { totalmem } from 'node:os';

/** Networks for masks take less than 2 GiB at their largest tiles; what takes more has gone wrong or was made to. */
const MOST_BYTES = 4 * 2 ** 30;
/** Share of the machine's memory that a network may take. */
const SHARE = 0.75;

/** Resident memory that a network's process may take, bytes: 4 GiB, or three quarters of a smaller machine's memory. */
export function networkMemoryBytes(): number {
  // 0 or more than there is where no container limits this process.
  const allowed = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(MOST_BYTES, SHARE * Math.min(totalmem(), allowed)));
}

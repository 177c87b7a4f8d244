/** Arrays of one length that are kept for the next windows. */
const MOST_KEPT = 48;

const kept = new Map<number, Uint16Array<ArrayBuffer>[]>();
let count = 0;
/** What was taken from here: nothing else is taken back, since others may still hold it. */
const lent = new WeakSet<Uint16Array>();

/**
 * Room for the samples of a window, zero. A scene's mask reads a thousand windows of some megabytes each: fresh memory costs a page
 * fault for every 4 kB, and V8 looks for what was dropped the more often.
 */
export function takeSampleRoom(length: number): Uint16Array<ArrayBuffer> {
  const known = kept.get(length)?.pop();
  if (known) {
    count--;
    known.fill(0);
  }
  const room = known ?? new Uint16Array(length);
  lent.add(room);
  return room;
}

/** Takes arrays back that nobody will look at any more; those that were not taken here are left alone. */
export function giveBackSampleRooms(arrays: Iterable<Uint16Array | null>): void {
  for (const room of arrays) {
    if (room === null || !lent.delete(room) || count >= MOST_KEPT) continue;
    const alike = kept.get(room.length) ?? [];
    kept.set(room.length, alike);
    alike.push(room as Uint16Array<ArrayBuffer>);
    count++;
  }
}

/** Lets go of what is kept: no window is to be read soon. */
export function dropSampleRooms(): void {
  kept.clear();
  count = 0;
}

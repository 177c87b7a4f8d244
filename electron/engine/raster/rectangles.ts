import type { Window } from '../core/grid.ts';

/** Squares that a tile is divided into. */
interface Cells {
  /** Row by row, 1 for those that are meant. */
  readonly flags: Uint8Array;
  readonly across: number;
  readonly down: number;
}

/** Rectangles that cells of a tile make up: runs of them, and runs that lie alike above each other. */
export function rectanglesOf({ flags, across, down }: Cells, cellPixels: number, place: Window): Window[] {
  const found: Window[] = [];
  let above = new Map<string, number>();
  for (let y = 0; y < down; y++) {
    const here = new Map<string, number>();
    const top = place.row + y * cellPixels;
    const height = Math.min(cellPixels, place.row + place.height - top);
    const line = flags.subarray(y * across, (y + 1) * across);
    for (let first = line.indexOf(1); first >= 0; ) {
      let end = first;
      while (line[end] === 1) end++;
      const key = `${first} ${end}`;
      const column = place.column + first * cellPixels;
      const width = Math.min((end - first) * cellPixels, place.column + place.width - column);
      const open = above.get(key);
      if (open === undefined) here.set(key, found.push({ column, row: top, width, height }) - 1);
      else {
        found[open] = { ...found[open]!, height: found[open]!.height + height };
        here.set(key, open);
      }
      first = line.indexOf(1, end);
    }
    above = here;
  }
  return found;
}

import type { RunRaster } from './runs.ts';

/** Connected components of runs: `root[run]` is the first run of its component, -1 outside of every group. */
export interface Components {
  readonly root: Int32Array;
  /** Pixels of the component, at its root. */
  readonly pixels: Int32Array;
}

/**
 * Connects runs whose codes belong to the same group: `groupOf[code]` is the group, 0 for none. `diagonal` joins pixels
 * that touch at a corner too (8-connected), else only those that share an edge (4-connected). Union-find over runs.
 */
export function connectRuns(runs: RunRaster, groupOf: Uint8Array, diagonal: boolean): Components {
  const { width, height, starts, codes, rowFirst } = runs;
  const root = new Int32Array(codes.length);
  const group = (run: number) => groupOf[codes[run]!]!;
  for (let run = 0; run < root.length; run++) root[run] = group(run) === 0 ? -1 : run;
  for (let row = 0; row < height; row++) {
    const first = rowFirst[row]!;
    const end = rowFirst[row + 1]!;
    for (let run = first + 1; run < end; run++) {
      if (root[run] !== -1 && group(run) === group(run - 1)) unite(root, run, run - 1);
    }
    if (row === 0) continue;
    let above = rowFirst[row - 1]!;
    let run = first;
    while (above < first && run < end) {
      if (root[run] !== -1 && group(above) === group(run)) unite(root, above, run);
      const aboveEnd = starts[above + 1]! + width;
      const runEnd = starts[run + 1]!;
      if (aboveEnd < runEnd) above++;
      else if (aboveEnd > runEnd) run++;
      else {
        if (diagonal && run + 1 < end) {
          if (root[above] !== -1 && group(above) === group(run + 1)) unite(root, above, run + 1);
          if (root[run] !== -1 && group(above + 1) === group(run)) unite(root, above + 1, run);
        }
        above++;
        run++;
      }
    }
  }
  const pixels = new Int32Array(root.length);
  for (let run = 0; run < root.length; run++) {
    if (root[run] === -1) continue;
    const top = root[root[run]!]!;
    root[run] = top;
    pixels[top] = pixels[top]! + starts[run + 1]! - starts[run]!;
  }
  return { root, pixels };
}

function unite(root: Int32Array, a: number, b: number): void {
  const first = find(root, a);
  const second = find(root, b);
  if (first < second) root[second] = first;
  else root[first] = second;
}

/** Root of a run; halves the path on its way. A root is always the lowest index of its component. */
function find(root: Int32Array, run: number): number {
  let at = run;
  let up = root[at]!;
  while (up !== at) {
    const next = root[up]!;
    root[at] = next;
    at = next;
    up = root[at]!;
  }
  return at;
}

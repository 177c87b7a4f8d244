import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { type Components, connectRuns } from './components.ts';
import type { RunRaster } from './runs.ts';

const SHADOWS_AND_CLOUDS = groups({ [SHADOW]: 1, [SEMI]: 2, [CLOUD]: 2 });
const SEMI_ONLY = groups({ [SEMI]: 1 });
const CLOUD_ONLY = groups({ [CLOUD]: 1 });
const CLEAR_ONLY = groups({ [CLEAR]: 1 });

/**
 * Step 2 of the mask: drops objects and fills holes of fewer than `minPixels` pixels, on the whole raster, in this order:
 *
 * 1. A small shadow, and a small cloud (cloud and semi-transparent cloud that touch are one object, so that a small
 *    cumulus is not lost because its core and its rim are each small), become clear. Objects are 8-connected.
 * 2. Within a cloud that stays, a small semi-transparent part becomes cloud, then a small opaque part becomes
 *    semi-transparent.
 * 3. A small clear area (4-connected) that is enclosed takes the class that it shares most of its pixel edges with; of
 *    equals the higher in precedence. One that reaches missing pixels or the raster's edge is not enclosed and stays.
 *
 * Afterwards no class has a part, and nothing encloses a clear hole, below the area. Missing pixels are left alone.
 * Returns new codes on the same runs; the runs given are left as they are.
 */
export const cleanRuns = (runs: RunRaster, minPixels: number): RunRaster => cleanBy(runs, minPixels, partsOf(runs));

/** {@link cleanRuns} of the same runs for one area after the other: what is the same for all of them is found once, and kept. */
export function createCleaner(runs: RunRaster): (minPixels: number) => RunRaster {
  const { objects, semis } = partsOf(runs);
  const [kept, keptSemis] = [objects(), semis()];
  return (minPixels) => cleanBy(runs, minPixels, { objects: () => kept, semis: () => keptSemis });
}

/** Parts of runs that no area changes: objects become clear as a whole, with the semi-transparent parts in them. */
interface Parts {
  readonly objects: () => Components;
  readonly semis: () => Components;
}

const partsOf = (runs: RunRaster): Parts => ({
  objects: () => connectRuns(runs, SHADOWS_AND_CLOUDS, true),
  semis: () => connectRuns(runs, SEMI_ONLY, true),
});

function cleanBy(runs: RunRaster, minPixels: number, { objects, semis }: Parts): RunRaster {
  if (minPixels <= 1) return runs;
  const cleaned = { ...runs, codes: runs.codes.slice() };
  recodeSmall(cleaned, objects(), minPixels, CLEAR);
  recodeSmall(cleaned, semis(), minPixels, CLOUD, SEMI);
  recodeSmall(cleaned, connectRuns(cleaned, CLOUD_ONLY, true), minPixels, SEMI);
  fillHoles(cleaned, connectRuns(cleaned, CLEAR_ONLY, false), minPixels);
  return cleaned;
}

/** @param only code that a run must still have */
function recodeSmall(
  { codes }: RunRaster,
  { root, pixels }: Components,
  minPixels: number,
  code: number,
  only?: number,
): void {
  for (let run = 0; run < root.length; run++) {
    const top = root[run]!;
    if (top !== -1 && pixels[top]! < minPixels && (only === undefined || codes[run] === only)) codes[run] = code;
  }
}

/** Edges that each small clear area shares with each code, `MISSING` standing for all that leaves it open. */
interface Borders {
  /** Row of `edges` for every run of a small area, -1 for the others. */
  readonly index: Int32Array;
  readonly edges: Int32Array;
}

const CODES = MISSING + 1;

function fillHoles(runs: RunRaster, components: Components, minPixels: number): void {
  const { index, edges } = smallBorders(components, minPixels);
  if (edges.length === 0) return;
  countEdges(runs, { index, edges });
  for (let run = 0; run < index.length; run++) {
    if (index[run] === -1) continue;
    const border = index[run]! * CODES;
    if (edges[border + MISSING] === 0) runs.codes[run] = longest(edges, border);
  }
}

function smallBorders({ root, pixels }: Components, minPixels: number): Borders {
  const index = new Int32Array(root.length).fill(-1);
  let count = 0;
  for (let run = 0; run < root.length; run++) {
    const top = root[run]!;
    if (top === -1 || pixels[top]! >= minPixels) continue;
    index[run] = top === run ? count++ : index[top]!;
  }
  return { index, edges: new Int32Array(count * CODES) };
}

function countEdges(runs: RunRaster, { index, edges }: Borders): void {
  const { width, height, starts, codes, rowFirst } = runs;
  const add = (run: number, code: number, count: number) => {
    const border = index[run]!;
    if (border !== -1) edges[border * CODES + code] = edges[border * CODES + code]! + count;
  };
  for (let row = 0; row < height; row++) {
    const first = rowFirst[row]!;
    const end = rowFirst[row + 1]!;
    add(first, MISSING, 1);
    add(end - 1, MISSING, 1);
    for (let run = first; run < end; run++) {
      if (row === 0 || row === height - 1) add(run, MISSING, 1);
      if (run > first) add(run, codes[run - 1]!, 1);
      if (run + 1 < end) add(run, codes[run + 1]!, 1);
    }
    if (row === 0) continue;
    let above = rowFirst[row - 1]!;
    let run = first;
    while (above < first && run < end) {
      const aboveEnd = starts[above + 1]! + width;
      const runEnd = starts[run + 1]!;
      if (index[above] !== -1 || index[run] !== -1) {
        const from = Math.max(starts[above]! + width, starts[run]!);
        const shared = Math.min(aboveEnd, runEnd) - from;
        add(above, codes[run]!, shared);
        add(run, codes[above]!, shared);
      }
      if (aboveEnd <= runEnd) above++;
      if (runEnd <= aboveEnd) run++;
    }
  }
}

function longest(edges: Int32Array, border: number): number {
  let best = CLOUD as number;
  for (const code of [SEMI, SHADOW]) {
    if (edges[border + code]! > edges[border + best]!) best = code;
  }
  return best;
}

function groups(group: Record<number, number>): Uint8Array {
  return Uint8Array.from({ length: MISSING + 1 }, (_, code) => group[code] ?? 0);
}

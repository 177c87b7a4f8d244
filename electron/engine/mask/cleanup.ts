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
export function cleanRuns(runs: RunRaster, minPixels: number): RunRaster {
  if (minPixels <= 1) return runs;
  const cleaned = { ...runs, codes: runs.codes.slice() };
  recodeSmall(cleaned, connectRuns(cleaned, SHADOWS_AND_CLOUDS, true), minPixels, CLEAR);
  recodeSmall(cleaned, connectRuns(cleaned, SEMI_ONLY, true), minPixels, CLOUD);
  recodeSmall(cleaned, connectRuns(cleaned, CLOUD_ONLY, true), minPixels, SEMI);
  fillHoles(cleaned, connectRuns(cleaned, CLEAR_ONLY, false), minPixels);
  return cleaned;
}

function recodeSmall(runs: RunRaster, { root, pixels }: Components, minPixels: number, code: number): void {
  for (let run = 0; run < root.length; run++) {
    const top = root[run] as number;
    if (top !== -1 && (pixels[top] as number) < minPixels) runs.codes[run] = code;
  }
}

/** Edges that a small clear area shares with each code; `open` when it reaches missing pixels or the raster's edge. */
interface Border {
  readonly edges: Int32Array;
  open: boolean;
}

function fillHoles(runs: RunRaster, { root, pixels }: Components, minPixels: number): void {
  const borders = new Map<number, Border>();
  const borderOf = (run: number): Border | undefined => {
    const top = root[run] as number;
    if (top === -1 || (pixels[top] as number) >= minPixels) return undefined;
    let border = borders.get(top);
    if (!border) {
      border = { edges: new Int32Array(MISSING), open: false };
      borders.set(top, border);
    }
    return border;
  };
  countEdges(runs, borderOf);
  for (let run = 0; run < root.length; run++) {
    const border = borders.get(root[run] as number);
    if (border && !border.open) runs.codes[run] = longest(border.edges);
  }
}

function countEdges(runs: RunRaster, borderOf: (run: number) => Border | undefined): void {
  const { width, height, starts, codes, rowFirst } = runs;
  const add = (run: number, neighbour: number, edges: number) => {
    if (codes[run] !== CLEAR || codes[neighbour] === CLEAR) return;
    const border = borderOf(run);
    if (!border) return;
    const code = codes[neighbour] as number;
    if (code === MISSING) border.open = true;
    else border.edges[code] = (border.edges[code] as number) + edges;
  };
  const open = (run: number) => {
    const border = codes[run] === CLEAR ? borderOf(run) : undefined;
    if (border) border.open = true;
  };
  for (let row = 0; row < height; row++) {
    const first = rowFirst[row] as number;
    const end = rowFirst[row + 1] as number;
    open(first);
    open(end - 1);
    for (let run = first; run < end; run++) {
      if (row === 0 || row === height - 1) open(run);
      if (run + 1 < end) {
        add(run, run + 1, 1);
        add(run + 1, run, 1);
      }
    }
    if (row === 0) continue;
    let above = rowFirst[row - 1] as number;
    let run = first;
    while (above < first && run < end) {
      const from = Math.max((starts[above] as number) + width, starts[run] as number);
      const aboveEnd = (starts[above + 1] as number) + width;
      const runEnd = starts[run + 1] as number;
      const shared = Math.min(aboveEnd, runEnd) - from;
      add(above, run, shared);
      add(run, above, shared);
      if (aboveEnd <= runEnd) above++;
      if (runEnd <= aboveEnd) run++;
    }
  }
}

function longest(edges: Int32Array): number {
  let best = CLOUD as number;
  for (const code of [SEMI, SHADOW]) if ((edges[code] as number) > (edges[best] as number)) best = code;
  return best;
}

function groups(group: Record<number, number>): Uint8Array {
  return Uint8Array.from({ length: MISSING + 1 }, (_, code) => group[code] ?? 0);
}

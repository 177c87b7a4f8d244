import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grid, Window } from '../core/grid.ts';
import type { BlockPlan } from './blocks.ts';

/** Weights of the observations of one date, on disk, block after block on the grid of the composite. */
export interface WeightFile {
  /** Weights of a block, row by row. */
  read(block: Window): Promise<Uint8Array>;
}

/** Weights on the grid of the mask that they were made of. */
export interface PlacedWeights {
  /** Grid of the mask's window. */
  readonly grid: Grid;
  readonly weights: Uint8Array;
}

/**
 * Writes the weights of a date into a folder. A pixel of the composite takes those of the mask's pixel in which its centre
 * lies; none outside of it.
 */
export async function writeWeights(
  folder: string,
  name: string,
  placed: PlacedWeights,
  grid: Grid,
  { strips }: BlockPlan,
): Promise<WeightFile> {
  const path = join(folder, name);
  const starts = new Map<Window, number>();
  let bytes = 0;
  const handle = await open(path, 'w');
  try {
    for (const block of strips.flat()) {
      starts.set(block, bytes);
      const part = sampleWeights(placed, grid, block);
      await handle.writeFile(part);
      bytes += part.length;
    }
  } finally {
    await handle.close();
  }
  return {
    async read(block) {
      const reading = await open(path, 'r');
      try {
        const part = new Uint8Array(block.width * block.height);
        await reading.read(part, 0, part.length, starts.get(block)!);
        return part;
      } finally {
        await reading.close();
      }
    },
  };
}

function sampleWeights({ grid: from, weights }: PlacedWeights, grid: Grid, block: Window): Uint8Array {
  const out = new Uint8Array(block.width * block.height);
  const columns = Int32Array.from({ length: block.width }, (_, column) => {
    const x = grid.originX + (block.column + column + 0.5) * grid.pixelMetres;
    return Math.floor((x - from.originX) / from.pixelMetres);
  });
  for (let row = 0; row < block.height; row++) {
    const y = grid.originY - (block.row + row + 0.5) * grid.pixelMetres;
    const maskRow = Math.floor((from.originY - y) / from.pixelMetres);
    if (maskRow < 0 || maskRow >= from.height) continue;
    for (let column = 0; column < block.width; column++) {
      const at = columns[column]!;
      if (at >= 0 && at < from.width) out[row * block.width + column] = weights[maskRow * from.width + at]!;
    }
  }
  return out;
}

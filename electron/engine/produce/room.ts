import { requireFreeBytes } from '../export/disk-space.ts';
import { estimateRange } from '../export/estimate.ts';
import { requireWritable } from '../export/staging.ts';
import type { OutputContext } from './outputs.ts';
import { cleanedBands } from './outputs.ts';
import { gridOf } from './probabilities.ts';

/** Between how many bytes a recipe's files will take. */
export function outputRange({ product, recipe, plan }: Omit<OutputContext, 'folder'>): readonly [number, number] {
  const ranges = recipe.formats.map((format) => {
    if (format === 'cog') return estimateRange({ kind: 'mask', grid: plan.window });
    if (format !== 'cleaned') return estimateRange({ kind: format, grid: plan.windowGrid });
    const scale = plan.grid.pixelMetres / gridOf(product, recipe.cleanedGrid).pixelMetres;
    const grid = { width: plan.window.width * scale, height: plan.window.height * scale };
    return estimateRange({ kind: 'cleaned', grid, bands: cleanedBands(product, recipe).length });
  });
  return ranges.reduce(([least, most], [from, to]) => [least + from, most + to], [0, 0]);
}

/**
 * To be asked before anything is computed: may the files be written, and is there room for them?
 * @throws ExportError
 */
export async function requireRoom(context: OutputContext): Promise<void> {
  await requireWritable(context.folder);
  await requireFreeBytes(context.folder, outputRange(context)[1]);
}

/** The sentence about exports that had been interrupted and were finished now; none where there were none. */
export function finishedWarning(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    `An earlier export into this folder was interrupted while it replaced files. They are whole now: ${names.join(', ')}.`,
  ];
}

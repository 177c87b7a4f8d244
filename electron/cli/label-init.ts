import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Reading } from '../engine/contract/reading.ts';
import { GRID_METRES } from '../engine/core/bands.ts';
import { addWindows } from '../engine/label/add.ts';
import { createProject } from '../engine/label/project.ts';
import { coveringWindows } from '../engine/label/windows.ts';
import { findProducts } from '../engine/produce/find-products.ts';
import { productGrid } from '../engine/product/product-grid.ts';
import { withProductAt } from './label-project.ts';
import { addStackOptions, numberFlag, type StackFlags, toOpenOptions } from './stack-options.ts';
import { print, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

interface InitFlags extends StackFlags {
  readonly name?: string;
  readonly grid: string;
  readonly chip: string;
  readonly seed: string;
}

/** `nephoscope label init PROJECT [PRODUCT...]` */
export function addLabelInit(label: Command): void {
  const command = label
    .command('init')
    .description('make a label project; of products that are given, every window becomes a chip')
    .argument('<project>', 'folder that is empty or not there yet')
    .argument('[products...]', 'products, or folders that hold some')
    .option('--name <name>', "the folder's by default")
    .option('--grid <metres>', 'pixel size: 10, 20 or 60', '10')
    .option('--chip <pixels>', 'sides of a chip', '512')
    .option('--seed <number>', 'of the split by place and of all chance', '1');
  addStackOptions(command).action(async (folder: string, products: string[], flags: InitFlags) => {
    const grid = GRID_METRES.find((metres) => String(metres) === flags.grid);
    if (grid === undefined) throw new UsageError(`--grid is 10, 20 or 60, not "${flags.grid}".`);
    const chipPixels = wholeNumber('--chip', flags.chip, [32, 2048]);
    const seed = wholeNumber('--seed', flags.seed, [0, 2 ** 31 - 1]);
    const path = resolve(folder);
    const options = toOpenOptions(flags);
    const found = (await Promise.all(products.map((one) => findProducts(resolve(one))))).flat();
    const project = await createProject(path, { name: flags.name ?? basename(path), chipPixels, grid, seed });
    await withWorkbench(1, async ({ rasters }) => {
      let count = 0;
      for (const one of found)
        await withProductAt(one, options, rasters, async (product) => {
          const windows = coveringWindows(productGrid(product, grid), chipPixels);
          const source = { product, path: one, ...(options.stack ? { reading: readingOf(options.stack) } : {}) };
          count += (await addWindows(project, source, windows)).length;
        });
      print(`${path}: ${count} chips of ${found.length} products.`);
    });
  });
}

function wholeNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = numberFlag(name, text)!;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${name} is a whole number from ${least} to ${most}, not ${text}.`);
}

/** What is kept with the project, so that the product is read the same again. */
function readingOf(stack: NonNullable<ReturnType<typeof toOpenOptions>['stack']>): Reading {
  return { ...stack, ...(stack.bands ? { bands: [...stack.bands] } : {}) } as Reading;
}

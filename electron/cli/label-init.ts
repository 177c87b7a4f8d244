import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { GRID_METRES } from '../engine/core/bands.ts';
import { addWindows } from '../engine/label/add.ts';
import { observedWindows } from '../engine/label/observed.ts';
import { createProject } from '../engine/label/project.ts';
import { coveringWindows } from '../engine/label/windows.ts';
import { requireProducts } from '../engine/produce/find-products.ts';
import { productGrid } from '../engine/product/product-grid.ts';
import { withProductAt } from './label-project.ts';
import { addStackOptions, readingOf, type StackFlags, toOpenOptions, wholeFlag } from './stack-options.ts';
import { print, sayLeftOut, UsageError } from './terminal.ts';
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
    const chipPixels = wholeFlag('--chip', flags.chip, [32, 2048]);
    const seed = wholeFlag('--seed', flags.seed, [0, 2 ** 31 - 1]);
    const path = resolve(folder);
    const options = toOpenOptions(flags);
    const found = await requireProducts(
      products.map((one) => resolve(one)),
      sayLeftOut,
    );
    await withWorkbench(1, async ({ rasters }) => {
      // A product that cannot be used leaves no project behind.
      for (const one of found)
        await withProductAt(one, options, rasters, async (product) => productGrid(product, grid));
      const wanted = { name: flags.name ?? basename(path), chipPixels, grid, seed };
      let count = 0;
      let left = 0;
      await createProject(path, wanted, async (project) => {
        for (const one of found)
          await withProductAt(one, options, rasters, async (product) => {
            const own = productGrid(product, grid);
            const { observed, unobserved } = await observedWindows(
              product,
              own,
              coveringWindows(own, chipPixels),
              rasters,
            );
            left += unobserved;
            const reading = readingOf(options);
            const source = { product, path: one, ...(reading ? { reading } : {}) };
            count += (await addWindows(project, source, observed)).length;
          });
      });
      const outside = left === 0 ? '' : `; ${left} windows left out: nothing was imaged there`;
      print(`${path}: ${count} chips of ${found.length} products${outside}.`);
    });
  });
}

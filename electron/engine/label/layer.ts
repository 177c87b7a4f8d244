import { readSceneClassification } from '../compare/reference.ts';
import type { ChipLayer } from '../contract/label-chips.ts';
import { PROBABILITY_PLANES } from '../core/classes.ts';
import { windowGrid } from '../core/grid.ts';
import type { ModelPack } from '../model/packs.ts';
import { openProbabilities } from '../produce/probabilities.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { Product } from '../product/types.ts';
import type { Chip } from './chips.ts';
import { LabelError } from './documents.ts';
import { sampleNearest, windowUnder } from './take.ts';

/** The grid of a scene classification under chips of 10 m: finer than that it is not made. */
const SCL_METRES = 20;

/**
 * What others say of a chip's pixels, by nearest: classes of the scene classification (1 to 5, 0 unclassified), or stored
 * probabilities of a class (0 to 255).
 * @throws LabelError where the product has no scene classification, or no probabilities are stored
 */
export async function chipLayer(
  bench: Workbench,
  { product, packs }: { readonly product: Product; readonly packs: readonly ModelPack[] },
  chip: Chip,
  wanted: ChipLayer,
): Promise<Uint8Array> {
  const chipGrid = windowGrid(chip.productGrid, chip.window);
  if (wanted.kind === 'scl') {
    if (product.masks.scl.length === 0)
      throw new LabelError(`${product.id} has no scene classification.`, { remedy: 'Choose another view.' });
    const { codes, grid } = await readSceneClassification(product, bench.rasters.open, SCL_METRES, {
      part: (whole) => windowUnder(chipGrid, whole),
    });
    return sampleNearest(codes, grid, chipGrid);
  }
  const { pack: id, grid: gridMetres } = wanted;
  const pack = packs.find((one) => one.id === id);
  const isKnown = pack !== undefined && product.grids[gridMetres] !== undefined;
  const store = isKnown ? await openProbabilities(bench, { product, pack, gridMetres }) : null;
  if (!store?.isComplete())
    throw new LabelError(`No probabilities of ${id} at ${gridMetres} m are stored for ${product.id}.`, {
      remedy: 'Compute its mask first.',
    });
  const window = windowUnder(chipGrid, store.grid);
  const { planes, width, height } = await store.readWindow(window);
  const plane = PROBABILITY_PLANES.indexOf(wanted.class);
  const values = planes.slice(plane * width * height, (plane + 1) * width * height);
  return sampleNearest(new Uint8Array(values), windowGrid(store.grid, window), chipGrid);
}

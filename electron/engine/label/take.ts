import type { MaskRequest } from '../contract/common.ts';
import { UNDEFINED } from '../core/class-codes.ts';
import { MISSING } from '../core/classes.ts';
import { type Grid, intersectWindows, type Window, wholeWindow, windowGrid } from '../core/grid.ts';
import { applyCorrections } from '../mask/corrections.ts';
import type { ModelPack } from '../model/packs.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { computeClasses } from '../produce/compute-mask.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { windowToCompute } from '../produce/plan.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import type { Chip } from './chips.ts';
import { LabelError } from './documents.ts';

/** A mask that labels are to be taken from. */
export interface MaskSource {
  readonly product: Product;
  readonly pack: ModelPack;
  readonly mask: MaskRequest;
  readonly device: DeviceChoice;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The mask under a chip as an export of that area would write it, without corrections by hand: codes 1 to 5, on the
 * chip's pixels by nearest. Probabilities that are not stored yet are computed.
 */
export async function maskUnderChip(bench: Workbench, chip: Chip, source: MaskSource): Promise<Uint8Array> {
  const { product, pack, mask, device, signal } = source;
  const grid = productGrid(product, mask.grid);
  const chipGrid = windowGrid(chip.productGrid, chip.window);
  const window = windowUnder(chipGrid, grid);
  const computed = await computeClasses(
    bench,
    product,
    {
      pack,
      parameters: mask.parameters,
      grid,
      window,
      windowGrid: windowGrid(grid, window),
      computeWindow: windowToCompute(window, grid, mask.parameters, product.sun),
      pixelArea: null,
      areaName: null,
    },
    { corrections: [], helper: mask.helper, device, signal },
  );
  await computed.written;
  return sampleNearest(computed.mask.codes, windowGrid(grid, window), chipGrid);
}

/** The smallest window of a grid that holds another one. @throws LabelError where they do not meet */
export function windowUnder(part: Grid, grid: Grid): Window {
  const left = Math.floor((part.originX - grid.originX) / grid.pixelMetres);
  const top = Math.floor((grid.originY - part.originY) / grid.pixelMetres);
  const right = Math.ceil((part.originX + part.width * part.pixelMetres - grid.originX) / grid.pixelMetres);
  const bottom = Math.ceil((grid.originY - part.originY + part.height * part.pixelMetres) / grid.pixelMetres);
  const window = intersectWindows(
    { column: left, row: top, width: right - left, height: bottom - top },
    wholeWindow(grid),
  );
  if (window === null)
    throw new LabelError('The chip lies outside of its product.', {
      remedy: 'The product was changed since the chip was made: remove the chip and make it anew.',
    });
  return window;
}

/** Values of a raster at the middles of another grid's pixels; missing beyond it. */
export function sampleNearest(values: Uint8Array, from: Grid, to: Grid): Uint8Array {
  const result = new Uint8Array(to.width * to.height).fill(MISSING);
  for (let row = 0; row < to.height; row++) {
    const y = to.originY - (row + 0.5) * to.pixelMetres;
    const sourceRow = Math.floor((from.originY - y) / from.pixelMetres);
    if (sourceRow < 0 || sourceRow >= from.height) continue;
    for (let column = 0; column < to.width; column++) {
      const x = to.originX + (column + 0.5) * to.pixelMetres;
      const sourceColumn = Math.floor((x - from.originX) / from.pixelMetres);
      if (sourceColumn < 0 || sourceColumn >= from.width) continue;
      result[row * to.width + column] = values[sourceRow * from.width + sourceColumn]!;
    }
  }
  return result;
}

/** What corrections by hand say of a chip's pixels: their class where they cover them, 0 elsewhere. */
export function correctionsOnChip(chip: Chip, corrections: MaskRequest['corrections']): Uint8Array {
  const grid = windowGrid(chip.productGrid, chip.window);
  const codes = new Uint8Array(grid.width * grid.height);
  const list = correctionsToPixels(corrections, grid);
  if (list.length > 0) applyCorrections(codes, grid, { column: 0, row: 0, list });
  return codes.map((code) => (code === MISSING ? UNDEFINED : code));
}

import type { MaskRequest } from '../contract/common.ts';
import type { ClassId } from '../core/classes.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import { type Grid, intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import { applyCorrections } from '../mask/corrections.ts';
import { areaPixels, haloPixels } from '../mask/parameters.ts';
import type { MaskParameters } from '../mask/types.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { correctionsToPixels } from '../produce/corrections.ts';
import { lowerWindow } from '../produce/persistent-places.ts';
import type { Workbench } from '../produce/workbench.ts';

export interface ClassesAtPixel {
  /** As an export would write it. */
  readonly class: ClassId;
  /** Before corrections by hand. */
  readonly computedClass: ClassId;
}

/**
 * The class of one pixel, exactly as the whole mask has it, from the pixels around it alone: those from which a buffer
 * reaches it, and around each of them as far as an object below the smallest area can.
 *
 * @param at pixel of the grid
 * @throws RasterError where probabilities around it are not computed
 */
export async function classAt(
  { masks: runner, places }: Pick<Workbench, 'masks' | 'places'>,
  store: ProbabilityStore,
  grid: Grid,
  { mask, at }: { readonly mask: MaskRequest; readonly at: { readonly column: number; readonly row: number } },
  signal?: AbortSignal,
): Promise<ClassesAtPixel> {
  const window = windowAround(at, grid, mask.parameters);
  const probabilities = await store.readWindow(window);
  await lowerWindow(places, mask.parameters, probabilities, grid, window);
  const { codes } = await runner.compute(probabilities, mask.parameters, { signal });
  const computed = codes[(at.row - window.row) * window.width + at.column - window.column]!;
  const corrected = Uint8Array.of(computed);
  const list = correctionsToPixels(mask.corrections, grid);
  if (list.length > 0) applyCorrections(corrected, { width: 1, height: 1 }, { ...at, list });
  return { class: idOf(corrected[0]!), computedClass: idOf(computed) };
}

/** Steps of the clean-up (objects, two kinds of parts, holes) that each look as far as the smallest object is long. */
const CLEANUP_STEPS = 4;

function windowAround(
  { column, row }: { readonly column: number; readonly row: number },
  grid: Grid,
  parameters: MaskParameters,
): Window {
  const smallest = Math.max(1, areaPixels(parameters.minAreaSquareMetres, grid.pixelMetres));
  const reach = haloPixels(parameters, grid.pixelMetres) + CLEANUP_STEPS * (smallest - 1) + 2;
  const side = 2 * reach + 1;
  return intersectWindows({ column: column - reach, row: row - reach, width: side, height: side }, wholeWindow(grid))!;
}

/** The class of a code. */
export function idOf(code: number): ClassId {
  return MASK_CLASSES.find((one) => one.code === code)!.id;
}

import type { MaskRequest } from '../contract/common.ts';
import type { ClassId } from '../core/classes.ts';
import { MASK_CLASSES, SHADOW } from '../core/classes.ts';
import { throwIfCancelled } from '../core/errors.ts';
import { type Grid, grownWindow, intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { classify, isByThresholds } from '../mask/compute.ts';
import { applyCorrections } from '../mask/corrections.ts';
import { towardsSun, windowOfShadow } from '../mask/lone-shadows.ts';
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

type Pixel = Pick<Window, 'column' | 'row'>;

/**
 * The class of one pixel, exactly as the whole mask has it, from the pixels around it alone: those from which a buffer
 * reaches it, and around each of them as far as an object below the smallest area can; of a shadow that needs a cloud its
 * whole object, and what lies between that and the sun. Null where it takes the whole mask.
 *
 * @param at pixel of the grid
 * @throws RasterError where probabilities around it are not computed
 */
export async function classAt(
  bench: Pick<Workbench, 'masks' | 'places'>,
  store: ProbabilityStore,
  grid: Grid,
  { mask, at }: { readonly mask: MaskRequest; readonly at: Pixel },
  signal?: AbortSignal,
): Promise<ClassesAtPixel | null> {
  const computed = await computedAt(bench, store, grid, { parameters: mask.parameters, at }, signal);
  if (computed === null) return null;
  const corrected = Uint8Array.of(computed);
  const list = correctionsToPixels(mask.corrections, grid);
  if (list.length > 0) applyCorrections(corrected, { width: 1, height: 1 }, { ...at, list });
  return { class: idOf(corrected[0]!), computedClass: idOf(computed) };
}

/** Code of a pixel before corrections; null where it takes the whole mask. */
async function computedAt(
  { masks, places }: Pick<Workbench, 'masks' | 'places'>,
  store: ProbabilityStore,
  grid: Grid,
  { parameters, at }: { readonly parameters: MaskParameters; readonly at: Pixel },
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const { shadowsNeedCloud, ...others } = parameters;
  const { pixelMetres } = grid;
  const read = async (window: Window): Promise<ProbabilityRaster> => {
    throwIfCancelled(signal);
    const probabilities = await store.readWindow(window);
    await lowerWindow(places, parameters, probabilities, grid, window);
    return probabilities;
  };
  const window = windowAround(at, grid, others);
  const around = await read(window);
  const here = (at.row - window.row) * window.width + at.column - window.column;
  const isLooked = shadowsNeedCloud === true && store.sun !== undefined;
  if (!isByThresholds(others, pixelMetres)) {
    if (isLooked && classify(around, others).includes(SHADOW)) return null;
    return (await masks.compute(around, others, { signal })).codes[here]!;
  }
  const code = classify(around, others)[here]!;
  if (!isLooked || code !== SHADOW) return code;
  const box = await shadowAround(at, grid, async (part) => classify(await read(part), others));
  const seen = towardsSun(grownWindow(box, 2), grid, { pixelMetres, sun: store.sun! });
  const under = intersectWindows(seen, wholeWindow(grid))!;
  const { codes } = await masks.compute(await read(under), parameters, { signal });
  return codes[(at.row - under.row) * under.width + at.column - under.column]!;
}

/** Pixels to each side of a shadow's pixel in which its object is looked for first, and by how much more each next time. */
const FIRST_LOOK = 64;
const NEXT_LOOK = 4;

/** The window that holds the whole object of a pixel of shadow. @param read codes of a window by thresholds */
async function shadowAround(at: Pixel, grid: Grid, read: (window: Window) => Promise<Uint8Array>): Promise<Window> {
  for (let reach = FIRST_LOOK; ; reach *= NEXT_LOOK) {
    const window = intersectWindows(grownWindow({ ...at, width: 1, height: 1 }, reach), wholeWindow(grid))!;
    const { column, row } = window;
    const inIt = windowOfShadow(await read(window), window, { column: at.column - column, row: at.row - row });
    const found = { ...inIt, column: inIt.column + column, row: inIt.row + row };
    if (!isCut(found, window, grid)) return found;
  }
}

/** Whether a part reaches a side of its window that is no side of the grid. */
function isCut(part: Window, window: Window, grid: Grid): boolean {
  const endsAt = ({ column, row, width, height }: Window) => [column + width, row + height] as const;
  const [right, bottom] = endsAt(part);
  const [lastColumn, lastRow] = endsAt(window);
  return (
    (part.column === window.column && part.column > 0) ||
    (part.row === window.row && part.row > 0) ||
    (right === lastColumn && right < grid.width) ||
    (bottom === lastRow && bottom < grid.height)
  );
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

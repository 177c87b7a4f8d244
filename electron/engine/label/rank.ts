import { readSceneClassification } from '../compare/reference.ts';
import type { GridMetres } from '../core/bands.ts';
import { throwIfCancelled } from '../core/errors.ts';
import { wholeWindow } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import type { ModelPack } from '../model/packs.ts';
import { choosePack } from '../model/packs.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { COARSEST_LEVEL } from '../model/tiling.ts';
import { openProbabilities } from '../produce/probabilities.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { type Candidate, judgeWindows, type ReferenceCodes } from './candidates.ts';
import type { LabelFolder } from './project.ts';
import { coveringWindows } from './windows.ts';

export interface CandidateSearch {
  readonly packs: readonly ModelPack[];
  /** Id of the pack whose probabilities count; the first that fits each product where null. */
  readonly pack: string | null;
  readonly grid: GridMetres;
  /** `scl`, the id of another pack, or null. */
  readonly reference: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** Windows are looked at with pixels of about this size. */
const LOOK_METRES = 160;

/**
 * The windows of a product that could become chips, by its stored probabilities: nothing is computed.
 * @returns none, and a note that says why, where no probabilities are stored
 */
export async function candidatesOf(
  bench: Workbench,
  project: LabelFolder,
  product: Product,
  search: CandidateSearch,
): Promise<{ readonly candidates: readonly Candidate[]; readonly notes: readonly string[] }> {
  throwIfCancelled(search.signal);
  const pack =
    search.pack === null ? choosePack(search.packs, product) : search.packs.find(({ id }) => id === search.pack);
  const store = pack && product.grids[search.grid] ? await wholeStore(bench, product, pack, search.grid) : null;
  if (!pack || !store)
    return {
      candidates: [],
      notes: [`${product.id} is left out: no whole mask of ${pack?.id ?? search.pack} at ${search.grid} m is stored.`],
    };
  const { probabilities, level } = await coarse(store);
  const { reference, note } = await referenceCodes(bench, product, search, level);
  const chipGrid = productGrid(product, project.document.grid);
  const windows = coveringWindows(chipGrid, project.document.chipPixels);
  return {
    candidates: judgeWindows(product.key, windows, chipGrid, probabilities, reference),
    notes: note === null ? [] : [note],
  };
}

async function wholeStore(
  bench: Workbench,
  product: Product,
  pack: ModelPack,
  gridMetres: GridMetres,
): Promise<ProbabilityStore | null> {
  if (!pack.manifest.levels.includes(product.level)) return null;
  const store = await openProbabilities(bench, { product, pack, gridMetres });
  return store.isComplete() ? store : null;
}

/** All of a store at the level whose pixels are nearest to {@link LOOK_METRES}. */
async function coarse(
  store: ProbabilityStore,
): Promise<{ readonly probabilities: ProbabilityRaster; readonly level: number }> {
  const level = Math.max(0, Math.min(COARSEST_LEVEL, Math.round(Math.log2(LOOK_METRES / store.grid.pixelMetres))));
  const size = {
    width: Math.ceil(store.grid.width / 2 ** level),
    height: Math.ceil(store.grid.height / 2 ** level),
  };
  return { probabilities: await store.readWindow(wholeWindow(size), level), level };
}

async function referenceCodes(
  bench: Workbench,
  product: Product,
  search: CandidateSearch,
  level: number,
): Promise<{ readonly reference: ReferenceCodes | null; readonly note: string | null }> {
  const { reference: name } = search;
  if (name === null) return { reference: null, note: null };
  if (name === 'scl') {
    if (product.masks.scl.length === 0)
      return { reference: null, note: `${product.id} has no scene classification to disagree with.` };
    const { codes, grid } = await readSceneClassification(product, bench.rasters.open, 60);
    return { reference: { codes, grid }, note: null };
  }
  const other = search.packs.find(({ id }) => id === name);
  const store = other ? await wholeStore(bench, product, other, search.grid) : null;
  if (!store) return { reference: null, note: `${product.id} has no whole mask of ${name} to disagree with.` };
  const { probabilities } = await coarse(store);
  const grid = { ...store.grid, pixelMetres: store.grid.pixelMetres * 2 ** level, ...sizeOf(probabilities) };
  return { reference: { codes: mostProbable(probabilities), grid }, note: null };
}

function sizeOf({ width, height }: ProbabilityRaster) {
  return { width, height };
}

/** The most probable class of each pixel, codes 1 to 4; 0 where nothing was observed. */
export function mostProbable({ width, height, planes }: ProbabilityRaster): Uint8Array {
  const pixels = width * height;
  const codes = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) {
    let best = 0;
    for (let plane = 1; plane < 4; plane++) if (planes[plane * pixels + i]! > planes[best * pixels + i]!) best = plane;
    codes[i] = planes[best * pixels + i] === 0 ? 0 : best + 1;
  }
  return codes;
}

import { engine } from '../api/engine.ts';
import type { GridMetres, Job, MaskState, ProductDetail } from '../api/types.ts';
import { sayErrorOf } from '../state/closing.ts';
import { shown } from '../state/history.ts';
import { sameValue } from '../state/merge.ts';
import { withPlacesOff } from '../state/persistence.ts';
import { activeProduct, queryClient } from '../state/queries.ts';
import { defaultParameters, type MaskChoice } from '../state/scene.ts';
import { commitParameters, updateActive, useScenes } from '../state/scenes.ts';

/** Puts a job into the list as the engine last told it. */
export function putJob(job: Job): void {
  queryClient.setQueryData<Job[]>(['jobs'], (jobs = []) => {
    const known = jobs.some(({ id }) => id === job.id);
    return known ? jobs.map((one) => (one.id === job.id ? job : one)) : [job, ...jobs];
  });
}

/** A job as the answer to its request tells it: the events may have told of its end before the answer came. */
export function addJob(job: Job): void {
  queryClient.setQueryData<Job[]>(['jobs'], (jobs = []) =>
    jobs.some(({ id }) => id === job.id) ? jobs : [job, ...jobs],
  );
}

export async function startMask(product: string, pack: string, grid: GridMetres): Promise<void> {
  try {
    addJob(await engine.startJob({ kind: 'mask', product, pack, grid }));
  } catch (error) {
    sayErrorOf(product, error);
  }
}

/** The share of a mask that is computed, 0 where nothing is. */
export function maskFraction(states: readonly MaskState[] | undefined, choice: MaskChoice | null): number {
  return states?.find(({ pack, grid }) => pack === choice?.pack && grid === choice?.grid)?.fraction ?? 0;
}

/** The grids on which a pack can run on a product. */
export function packGrids(product: Pick<ProductDetail, 'packs'>, pack: string | undefined): readonly GridMetres[] {
  return product.packs.find(({ id }) => id === pack)?.grids ?? [];
}

/** The finest grid that any band of a product is on, metres: masks on a finer one are of bands that are only enlarged. */
export const finestBandMetres = ({ bands }: Pick<ProductDetail, 'bands'>): number =>
  Math.min(...Object.values(bands).flat());

/** The grid that the button computes: 20 m, or the finest one of the product's bands where all of them are coarser. */
export function mainGrid(product: Pick<ProductDetail, 'packs' | 'bands'>, pack: string | undefined): GridMetres | null {
  const grids = [...packGrids(product, pack)].sort((a, b) => a - b);
  const wanted = Math.max(20, finestBandMetres(product));
  return grids.find((grid) => grid >= wanted) ?? grids.at(-1) ?? null;
}

/** Shows a mask of the active product and computes what of it is missing. */
export async function computeMask(grid: GridMetres): Promise<void> {
  const product = activeProduct();
  const scene = product && useScenes.getState().scenes[product.id];
  const pack = scene?.choice?.pack ?? product?.packs[0]?.id;
  if (!product || pack === undefined) return;
  chooseMask({ pack, grid });
  const states = queryClient.getQueryData<MaskState[]>(['masks', product.id]);
  if (maskFraction(states, { pack, grid }) < 1) await startMask(product.id, pack, grid);
}

export function chooseMask(choice: MaskChoice): void {
  updateActive((scene) => ({ ...scene, choice, mask: { ...scene.mask, visible: true } }));
}

/** The sliders of the active scene as they are, and as its pack has them; `null` without a mask. */
function ownAndDefault() {
  const product = activeProduct();
  const scene = product && useScenes.getState().scenes[product.id];
  if (!product || !scene?.choice) return null;
  return {
    own: shown(scene.tuning).parameters,
    usual: withPlacesOff(defaultParameters(scene.choice, product), scene),
  };
}

/** Whether any slider of the active scene differs from the defaults of the pack. */
export function areSlidersMoved(): boolean {
  const both = ownAndDefault();
  return both !== null && !sameValue(both.own, both.usual);
}

/** Sets all sliders to the defaults of the pack. */
export function resetParameters(): void {
  const both = ownAndDefault();
  if (both) commitParameters(both.usual);
}

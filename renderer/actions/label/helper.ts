import { engine } from '../../api/engine.ts';
import type { Job } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';
import { activeProduct, queryClient } from '../../state/queries.ts';
import { useScenes } from '../../state/scenes.ts';
import { addJob } from '../masks.ts';

/** Computes what the helper needs of the active scene, before the first stroke waits for it. */
export async function prepareHelper(): Promise<void> {
  const product = activeProduct();
  const choice = product && (useScenes.getState().scenes[product.id]?.choice ?? null);
  if (!product || !choice) return;
  const jobs = queryClient.getQueryData<Job[]>(['jobs']);
  const isThere = jobs?.some(
    ({ kind, product: of, pack, grid }) =>
      kind === 'features' && of === product.id && pack === choice.pack && grid === choice.grid,
  );
  if (isThere) return;
  try {
    addJob(await engine.startJob({ kind: 'features', product: product.id, ...choice }));
  } catch (error) {
    sayError(error);
  }
}

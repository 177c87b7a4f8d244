import type { Job, MaskState } from '../api/types.ts';
import { isUnderWay, maskJob } from './mask-job.ts';
import { queryClient } from './queries.ts';
import type { MaskChoice } from './scene.ts';
import { useUi } from './ui.ts';

/** Whether nothing of a mask is computed yet and its job, which is under way or asked for, will tell when there is. */
export function isAwaited(product: string, { pack, grid }: MaskChoice): boolean {
  const states = queryClient.getQueryData<MaskState[]>(['masks', product]);
  if (!states || states.some((state) => state.pack === pack && state.grid === grid && state.fraction > 0)) return false;
  const job = maskJob(queryClient.getQueryData<Job[]>(['jobs']), { product, pack, grid });
  return useUi.getState().previewWaits === product || (job !== undefined && isUnderWay(job));
}

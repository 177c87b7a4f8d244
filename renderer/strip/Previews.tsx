import { Button } from '@mantine/core';
import { cancelJob } from '../actions/jobs.ts';
import { startMask } from '../actions/masks.ts';
import type { Job } from '../api/types.ts';
import { isUnderWay } from '../state/mask-job.ts';
import { useJobs } from '../state/queries.ts';
import type { StripDate } from './use-strip-dates.ts';

/** The jobs under way that make previews of dates. */
function previewJobs(jobs: readonly Job[], dates: readonly StripDate[]): Job[] {
  return jobs.filter(
    (job) =>
      job.kind === 'mask' &&
      isUnderWay(job) &&
      dates.some(({ product: { id, preview } }) => id === job.product && preview?.grid === job.grid),
  );
}

/** Queues a preview of every date that has no mask, and takes the queue back. */
export function Previews({ dates }: { readonly dates: readonly StripDate[] }) {
  const { data: jobs = [] } = useJobs();
  const running = previewJobs(jobs, dates);
  const lacking = dates.filter(({ mask, product }) => mask === null && product.preview !== null);
  if (running.length > 0) {
    return (
      <Button size="compact-xs" onClick={() => void Promise.all(running.map(({ id }) => cancelJob(id)))}>
        Cancel {running.length === 1 ? '1 preview' : `${running.length} previews`}
      </Button>
    );
  }
  if (lacking.length === 0) return null;
  const compute = async () => {
    for (const { product } of lacking) await startMask(product.id, product.preview!.pack, product.preview!.grid);
  };
  return (
    <Button size="compact-xs" variant="filled" onClick={() => void compute()}>
      Compute {lacking.length === 1 ? '1 preview' : `${lacking.length} previews`}
    </Button>
  );
}

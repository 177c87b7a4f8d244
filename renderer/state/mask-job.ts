import type { GridMetres, Job } from '../api/types.ts';

/** Which mask: of which open product, by which network, on which grid. */
interface WantedMask {
  readonly product: string;
  readonly pack: string;
  readonly grid: GridMetres;
}

export const isUnderWay = ({ state }: Job): boolean => state === 'running' || state === 'queued';

/** The job that computes a mask: the one under way, or else the newest; undefined where there is none. */
export function maskJob(jobs: readonly Job[] | undefined, { product, pack, grid }: WantedMask): Job | undefined {
  const all = jobs?.filter(
    (job) => job.kind === 'mask' && job.product === product && job.grid === grid && job.pack === pack,
  );
  return all?.find(isUnderWay) ?? all?.[0];
}

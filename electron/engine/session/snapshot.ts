import { EngineDeathError } from '../core/errors.ts';
import type { SessionContext } from './context.ts';
import type { DeadlyJobs } from './deadly-jobs.ts';
import type { SessionSnapshot } from './session-file.ts';

/** What a successor of this process needs: handles, open products, packs, unfinished jobs. */
export function snapshotOf(
  { grants, products, bench, queue }: SessionContext,
  deadly: Pick<DeadlyJobs, 'deathsOf'>,
): SessionSnapshot {
  return {
    grants: grants.snapshot(),
    // The successor fetches nothing by itself: the project lists those on the network, to be loaded.
    products: products
      .list()
      .filter(({ remote }) => !remote)
      .map(({ id, path, product, reading }) => ({
        id,
        path,
        granule: product.granule,
        ...(reading === undefined ? {} : { reading }),
      })),
    packFolders: bench.addedPackFolders(),
    jobs: queue
      .list()
      .filter(({ endedAt, error }) => endedAt === null || error?.name === EngineDeathError.name)
      .map(({ id, batch, title, state }) => {
        const request = queue.workOf(id)!;
        return { id, batch, title, request, running: state === 'running', deaths: deadly.deathsOf(id) };
      })
      .reverse(),
  };
}

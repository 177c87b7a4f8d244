import type { RemoteActivity, RemotePlace } from '../contract/remote.ts';
import type { RemoteAccess } from '../product/remote/access.ts';
import { hasQuery } from '../product/remote/address.ts';
import { createRemoteAccess } from '../product/remote/create-access.ts';
import { remoteRefusal, switchedOff } from '../product/remote/refusal.ts';
import type { OpenProduct } from './products.ts';

/** Reading over the network: allowed by the user's setting alone, counted, and stopped where the user says so. */
export interface RemoteReading {
  /**
   * Does something for which the user asks that something be fetched.
   * @param what the address, as it may be shown
   * @param signal the user gives up
   * @throws RemoteRefusal while the setting is off
   */
  during<T>(what: string, signal: AbortSignal, work: (remote: RemoteAccess) => Promise<T>): Promise<T>;
  activity(): RemoteActivity;
  /** Stops what is being opened, and what open products fetch. */
  stop(): void;
  close(): void;
}

/** How often what is fetched is told at most. */
const TELL_MILLISECONDS = 200;

export function createRemoteReading(setup: {
  readonly isAllowed: () => Promise<boolean>;
  readonly products: () => readonly OpenProduct[];
  readonly tell: (activity: RemoteActivity) => void;
}): RemoteReading {
  const opening = new Set<RemoteAccess>();
  const total = { bytes: 0, requests: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tellSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      setup.tell(activity());
    }, TELL_MILLISECONDS);
  };

  function createAccess(): RemoteAccess {
    let counted = { bytes: 0, requests: 0 };
    const access = createRemoteAccess({
      onChange() {
        const { bytes, requests } = access.fetched();
        total.bytes += bytes - counted.bytes;
        total.requests += requests - counted.requests;
        counted = { bytes, requests };
        tellSoon();
      },
      async mayFetch() {
        if (!(await setup.isAllowed())) throw switchedOff();
      },
    });
    return access;
  }

  const accesses = (): readonly RemoteAccess[] => [
    ...new Set([...opening, ...setup.products().flatMap(({ remote }) => remote ?? [])]),
  ];
  const activity = (): RemoteActivity => {
    const busy = accesses()
      .map((access) => access.reading())
      .filter(({ underWay }) => underWay > 0);
    const products = setup.products().flatMap(({ id, remote }) => {
      if (!remote) return [];
      const { isStopped, failure } = remote.reading();
      return [[id, { ...remote.fetched(), isStopped, failure }] as const];
    });
    return {
      ...total,
      underWay: busy.reduce((sum, { underWay }) => sum + underWay, 0),
      host: busy.at(-1)?.host ?? null,
      products: Object.fromEntries(products),
    };
  };
  return {
    async during(what, signal, work) {
      if (!(await setup.isAllowed())) throw remoteRefusal(what);
      const access = createAccess();
      const giveUp = () => access.stop();
      signal.addEventListener('abort', giveUp);
      opening.add(access);
      try {
        return await work(access);
      } finally {
        signal.removeEventListener('abort', giveUp);
        opening.delete(access);
        tellSoon();
      }
    },
    activity,
    stop() {
      for (const access of accesses()) access.stop();
    },
    close: () => clearTimeout(timer),
  };
}

/** What is remembered of a product that was read over the network; undefined for one on the disk. */
export function remotePlaceOf({ remote, address, path }: OpenProduct): RemotePlace | undefined {
  return remote && { hasQuery: hasQuery(address ?? path) };
}

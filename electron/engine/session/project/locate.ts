import type { ProjectProduct } from '../../contract/project.ts';
import { NotFoundError } from '../errors.ts';
import type { RemoteReading } from '../remote-reading.ts';
import type { Bringing } from './bringing.ts';
import type { CurrentProject } from './current.ts';
import { findEntry } from './restore.ts';

/**
 * Opens a missing product where it is now, then others that moved alike; one on the network is fetched. The signal ends
 * that. @throws NotFoundError; what opening it throws
 */
export type Locate = (key: string, pointed: string | undefined, signal: AbortSignal) => Promise<void>;

interface LocateSetup {
  readonly remote: Pick<RemoteReading, 'during'>;
  /** Called when products were opened. */
  readonly onProducts: () => Promise<void>;
}

interface Wanted {
  readonly signal: AbortSignal;
  /** It is on the network, and stays there. */
  readonly isFetched: boolean;
}

export function createLocate(
  { remote, onProducts }: LocateSetup,
  current: CurrentProject,
  { bringBack, bringBackLike }: Bringing,
): Locate {
  const { content } = current;

  async function bringFrom(entry: ProjectProduct, place: string, how: Wanted): Promise<void> {
    const { signal, isFetched } = how;
    if (isFetched) await remote.during(place, signal, (access) => bringBack(entry, place, { remote: access, signal }));
    else await bringBack(entry, place, { signal });
    current.noteFound(entry.key);
  }

  /** Opens the missing products on the disk that moved as another one did. */
  async function locateLike(moved: Parameters<Bringing['bringBackLike']>[1]): Promise<void> {
    for (const other of (await content()).products)
      if (!other.remote && current.isMissing(other.key) && (await bringBackLike(other, moved)))
        current.noteFound(other.key);
  }

  return async (key, pointed, signal) => {
    const entry = (await content()).products.find((one) => one.key === key);
    if (!entry) throw new NotFoundError('This product is not part of the project any more.');
    const found = pointed === undefined ? entry.place : await findEntry(entry, pointed, signal);
    await bringFrom(entry, found, { signal, isFetched: entry.remote !== undefined && pointed === undefined });
    if (!entry.remote) await locateLike({ from: entry.place, to: found });
    await onProducts();
    current.tell();
  };
}

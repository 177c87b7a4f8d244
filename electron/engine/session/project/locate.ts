import type { ProjectProduct } from '../../contract/project.ts';
import { NotFoundError } from '../errors.ts';
import type { RemoteReading } from '../remote-reading.ts';
import type { Bringing } from './bringing.ts';
import type { CurrentProject } from './current.ts';
import { findEntry } from './restore.ts';

/**
 * Opens a missing product where it is now, then others that moved alike; fetches one on the network, until the signal
 * ends that. @throws NotFoundError; what opening it throws
 */
export type Locate = (key: string, pointed: string | undefined, signal: AbortSignal) => Promise<void>;

interface LocateSetup {
  readonly remote: Pick<RemoteReading, 'during'>;
  /** Called when products were opened. */
  readonly onProducts: () => Promise<void>;
}

export function createLocate(
  { remote, onProducts }: LocateSetup,
  current: CurrentProject,
  { bringBack, bringBackLike }: Bringing,
): Locate {
  const { content } = current;

  async function bringFrom(entry: ProjectProduct, place: string, signal: AbortSignal | null): Promise<void> {
    if (signal) await remote.during(place, signal, (access) => bringBack(entry, place, access));
    else await bringBack(entry, place);
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
    const found = pointed === undefined ? entry.place : await findEntry(entry, pointed);
    await bringFrom(entry, found, entry.remote && pointed === undefined ? signal : null);
    if (!entry.remote) await locateLike({ from: entry.place, to: found });
    await onProducts();
    current.tell();
  };
}

import { isAddress } from '../product/remote/address.ts';
import type { SessionContext } from './context.ts';
import { NotFoundError } from './errors.ts';

/**
 * Where a product that is remembered may be opened: its path as far as it may be reached, or its address, which reaches nothing
 * on the disk.
 * @throws NotFoundError where a path leads out of what is served by now
 */
export function productPlace({ confinement }: Pick<SessionContext, 'confinement'>, place: string): Promise<string> {
  return isAddress(place) ? Promise.resolve(place) : confinement.inside(place);
}

/** Whether a product that is remembered may be opened where it was. */
export function isReachable({ confinement }: Pick<SessionContext, 'confinement'>, place: string): Promise<boolean> {
  return isAddress(place) ? Promise.resolve(true) : confinement.isReachable(place);
}

/**
 * The path behind a handle, as it is now. The one way from what the renderer names to the disk.
 * @throws NotFoundError for a handle of another session, and where the path leads out of what is served by now.
 */
export async function pathOf(
  { grants, confinement }: Pick<SessionContext, 'grants' | 'confinement'>,
  handle: string,
): Promise<string> {
  const path = grants.path(handle);
  if (path === undefined)
    throw new NotFoundError('This file or folder was not chosen in this session.', { remedy: 'Choose it again.' });
  return confinement.inside(path);
}

import type { SessionContext } from './context.ts';
import { NotFoundError } from './errors.ts';

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

import { ProductError } from '../core/errors.ts';
import { reasonOf } from '../core/system-errors.ts';
import type { Product } from './types.ts';

/** Why the system does not list a folder, as it stands in brackets. */
export function whyUnreadable(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return code === 'EACCES' || code === 'EPERM' ? 'it may not be read by you' : reasonOf(code);
}

/** What helps where folders of a product cannot be listed. */
export const UNREADABLE_REMEDY =
  'Give yourself the right to read it, with all that lies in it (on Linux and macOS: chmod -R u+rX FOLDER, or ask its owner), or copy the product to where you may.';

/** A folder that the user chose and the system does not list. */
export function unreadableFolder(path: string, cause: unknown): ProductError {
  return new ProductError(`The folder ${path} cannot be read: ${whyUnreadable(cause)}.`, {
    file: path,
    remedy: UNREADABLE_REMEDY,
    cause,
  });
}

/** What was passed over of a product because the system does not list it. */
export function unreadableFolders({ warnings }: Pick<Product, 'warnings'>): Product['warnings'] {
  return warnings.filter(({ code }) => code === 'folder-unreadable');
}

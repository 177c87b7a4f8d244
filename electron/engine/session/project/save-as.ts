import { requireOwnPlace } from '../../product/own-place.ts';
import type { CurrentProject, OpenProject } from './current.ts';
import { requireNone, withExtension } from './project-path.ts';
import type { Shelf } from './shelf.ts';
import type { Switching } from './switching.ts';

/** Goes on with the same products in another file; what is there already is replaced only with `overwrite`. */
export type SaveAs = (wanted: string, overwrite: boolean) => Promise<void>;

export function createSaveAs(shelf: Shelf, current: CurrentProject, { settled }: Pick<Switching, 'settled'>): SaveAs {
  return async (wanted, overwrite) => {
    const path = withExtension(wanted);
    if (path === current.get().path) return;
    await requireOwnPlace(path);
    if (!overwrite) await requireNone(path);
    await settled();
    const left = current.get();
    await current.holdChanges(async () => {
      const next: OpenProject = { ...current.at(path), id: left.id, missing: left.missing };
      await next.file.replace(await current.content());
      current.set(next);
      await shelf.noteOpened(path);
    });
    if (shelf.isUntitled(left.path)) await shelf.remove(left.path);
    current.tell();
  };
}

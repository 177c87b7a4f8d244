import { type Bookmark, takeBookmarks, useBookmarks } from '../bookmarks.ts';
import type { WindowPart } from './part.ts';
import { fieldsOf, isNumber, isPosition, listOf } from './read.ts';

function readBookmark(kept: unknown): Bookmark[] {
  const { id, name, center, zoom } = fieldsOf(kept);
  const isBookmark = typeof id === 'string' && typeof name === 'string' && isPosition(center) && isNumber(zoom);
  return isBookmark ? [{ id, name, center: [center[0], center[1]], zoom }] : [];
}

/** The named views. */
export const bookmarksPart: WindowPart = {
  name: 'bookmarks',
  isShared: true,
  get: () => useBookmarks.getState().history.present,
  put: (kept) => takeBookmarks(listOf(kept).flatMap(readBookmark)),
  subscribe: (listener) =>
    useBookmarks.subscribe((now, before) => {
      if (now.history.present !== before.history.present) listener();
    }),
};

import { create } from 'zustand';
import { freeName } from './areas.ts';
import { type History, recorded, startHistory, undone } from './history.ts';
import type { Camera } from './ui.ts';

/** A view under a name. */
export interface Bookmark extends Camera {
  readonly id: string;
  readonly name: string;
}

const LONGEST_NAME = 100;

/** The bookmarks, with what they were before the last changes. */
export const useBookmarks = create<{ readonly history: History<readonly Bookmark[]> }>(() => ({
  history: startHistory<readonly Bookmark[]>([]),
}));

export const useBookmarkList = (): readonly Bookmark[] => useBookmarks(({ history }) => history.present);

function change(next: (list: readonly Bookmark[]) => readonly Bookmark[]): void {
  useBookmarks.setState(({ history }) => ({ history: recorded(history, next(history.present)) }));
}

/** Begins anew with bookmarks that were kept; there is nothing to undo then. */
export function takeBookmarks(list: readonly Bookmark[]): void {
  useBookmarks.setState({ history: startHistory(list) });
}

/** Keeps a view; gives the name that it has now: one that is taken gets a number. */
export function addBookmark(wanted: string, { center, zoom }: Camera): string {
  const name = freeName(wanted.trim().slice(0, LONGEST_NAME) || 'View', useBookmarks.getState().history.present);
  change((list) => [...list, { id: crypto.randomUUID(), name, center, zoom }]);
  return name;
}

export function renameBookmark(id: string, wanted: string): void {
  const text = wanted.trim().slice(0, LONGEST_NAME);
  if (text === '') return;
  change((list) => {
    const name = freeName(
      text,
      list.filter((one) => one.id !== id),
    );
    return list.map((one) => (one.id === id ? { ...one, name } : one));
  });
}

export function removeBookmark(id: string): void {
  change((list) => list.filter((one) => one.id !== id));
}

/** Takes the last change of the bookmarks back. */
export function undoBookmarks(): void {
  useBookmarks.setState(({ history }) => ({ history: undone(history) }));
}

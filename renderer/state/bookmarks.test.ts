import { beforeEach, expect, test } from 'vitest';
import {
  addBookmark,
  removeBookmark,
  renameBookmark,
  takeBookmarks,
  undoBookmarks,
  useBookmarks,
} from './bookmarks.ts';
import { bookmarksPart } from './project/bookmarks-part.ts';

const list = () => useBookmarks.getState().history.present;
const names = () => list().map(({ name }) => name);
const view = { center: [7, 50] as [number, number], zoom: 9 };

beforeEach(() => takeBookmarks([]));

test('names are free ones', () => {
  expect(addBookmark('View', view)).toBe('View');
  expect(addBookmark(' View ', view)).toBe('View 2');
  expect(addBookmark('', view)).toBe('View 3');
  renameBookmark(list()[2]!.id, 'View');
  expect(names()).toEqual(['View', 'View 2', 'View 3']);
  renameBookmark(list()[0]!.id, ' ');
  expect(names()[0]).toBe('View');
});

test('what was removed comes back', () => {
  addBookmark('Lake', view);
  removeBookmark(list()[0]!.id);
  expect(names()).toEqual([]);
  undoBookmarks();
  expect(names()).toEqual(['Lake']);
});

test('the project keeps them, and leaves out what is none', () => {
  addBookmark('Lake', view);
  const kept = JSON.parse(JSON.stringify(bookmarksPart.get()));
  bookmarksPart.put([...kept, { id: 'a', name: 'b', center: [1], zoom: 3 }, null]);
  expect(bookmarksPart.get()).toEqual(kept);
  bookmarksPart.put(undefined);
  expect(bookmarksPart.get()).toEqual([]);
});

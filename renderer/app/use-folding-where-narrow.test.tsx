import { act } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { setUi, useUi } from '../state/ui.ts';
import { clearPage, show } from '../test/page.tsx';
import { useFoldingWhereNarrow } from './use-folding-where-narrow.ts';

function Window() {
  useFoldingWhereNarrow();
  return null;
}

const folded = () => [useUi.getState().leftFolded, useUi.getState().rightFolded];

/** A window whose width the test sets. */
function resizable() {
  const listeners = new Set<() => void>();
  const query = {
    matches: false,
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  };
  vi.stubGlobal('matchMedia', () => query);
  return (isNarrow: boolean) =>
    act(() => {
      query.matches = isNarrow;
      for (const listener of listeners) listener();
    });
}

afterEach(() => {
  clearPage();
  vi.unstubAllGlobals();
});

it('folds the panels of a narrow window, and brings those back that were open once it is wide', () => {
  setUi({ leftFolded: false, rightFolded: true });
  const resize = resizable();
  show(<Window />);
  expect(folded()).toEqual([false, true]);
  resize(true);
  expect(folded()).toEqual([true, true]);
  resize(false);
  expect(folded()).toEqual([false, true]);
});

it('leaves a panel open that was opened while the window was narrow', () => {
  setUi({ leftFolded: true, rightFolded: true });
  const resize = resizable();
  show(<Window />);
  resize(true);
  setUi({ rightFolded: false });
  resize(false);
  expect(folded()).toEqual([true, false]);
});

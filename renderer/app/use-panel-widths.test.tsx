import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clearPage, show } from '../test/page.tsx';
import { usePanelWidths } from './use-panel-widths.ts';

const STANDARD = { left: 272, right: 324 };

/** A panel that is as wide as it is told. */
function panel(width: number) {
  const handle = {
    width,
    isFolded: false,
    getSize: () => ({ inPixels: handle.width, asPercentage: 0 }),
    isCollapsed: () => handle.isFolded,
    resize: (to: number) => {
      handle.width = to;
    },
    collapse: () => undefined,
    expand: () => undefined,
  };
  return handle;
}

function window(width: number, left = 272, right = 324) {
  vi.stubGlobal('innerWidth', width);
  const panels = { left: { current: panel(left) }, right: { current: panel(right) } };
  let changed: (isByUser: boolean) => void = () => undefined;
  function Widths() {
    changed = usePanelWidths(panels as unknown as Parameters<typeof usePanelWidths>[0], STANDARD);
    return null;
  }
  show(<Widths />);
  changed(false);
  const [first, second] = [panels.left.current, panels.right.current];
  return {
    left: first,
    right: second,
    changed: (isByUser: boolean) => changed(isByUser),
    widths: () => [first.width, second.width],
    drag(to: number) {
      first.width = to;
      changed(true);
    },
    resize(to: number, squeezed: readonly [number, number]) {
      vi.stubGlobal('innerWidth', to);
      [first.width, second.width] = squeezed;
      changed(false);
      vi.advanceTimersByTime(50);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  clearPage();
  vi.unstubAllGlobals();
});

it('brings squeezed panels back to the widths that the user left, as far as there is room', () => {
  const one = window(1280);
  one.drag(350);
  one.resize(700, [190, 270]);
  expect(one.widths()).toEqual([190, 270]);
  one.resize(820, [190, 270]);
  expect(one.widths()).toEqual([298, 270]);
  one.resize(1280, [298, 270]);
  expect(one.widths()).toEqual([350, 324]);
});

it('leaves a folded panel folded, and has it come back as wide as before', () => {
  const one = window(1280);
  one.left.isFolded = true;
  one.resize(1280, [0, 324]);
  expect(one.widths()).toEqual([0, 324]);
  one.left.isFolded = false;
  one.resize(1280, [190, 324]);
  expect(one.widths()).toEqual([272, 324]);
});

it('takes the standard widths where the window opens too narrow for them', () => {
  const one = window(700, 190, 270);
  one.resize(1280, [190, 270]);
  expect(one.widths()).toEqual([272, 324]);
});

it('leaves alone what the layout puts right by itself', () => {
  const one = window(1280);
  vi.stubGlobal('innerWidth', 1200);
  one.left.width = 255;
  one.changed(false);
  one.left.width = 271.98;
  vi.advanceTimersByTime(50);
  expect(one.widths()).toEqual([271.98, 324]);
});

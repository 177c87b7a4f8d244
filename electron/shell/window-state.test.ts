import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-window-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LAPTOP = { x: 0, y: 0, width: 1920, height: 1040 };
const BESIDE = { x: 1920, y: -200, width: 2560, height: 1400 };
const kept = { x: 2400, y: 100, width: 1600, height: 1000, maximized: false };

it('keeps a state and reads it; a damaged file counts as none', () => {
  const file = join(folder, 'state', 'window.json');
  expect(readWindowState(file)).toBeNull();
  writeWindowState(file, kept);
  expect(readWindowState(file)).toEqual(kept);
  writeFileSync(file, '{"x":1');
  expect(readWindowState(file)).toBeNull();
  writeFileSync(file, JSON.stringify({ ...kept, width: -5 }));
  expect(readWindowState(file)).toBeNull();
});

it('opens where the window stood while that screen is there', () => {
  expect(placeWindow(kept, [LAPTOP, BESIDE])).toEqual({ x: 2400, y: 100, width: 1600, height: 1000 });
});

it('comes back to the middle of the first screen when its own is gone', () => {
  expect(placeWindow(kept, [LAPTOP])).toEqual({ x: 160, y: 20, width: 1600, height: 1000 });
});

it.each([
  ['right of every screen', { x: 1900, y: 10 }],
  ['below', { x: 10, y: 1030 }],
  ['with its title bar above the top', { x: 10, y: -40 }],
])('does not open where nobody can take hold of it: %s', (_where, at) => {
  const place = placeWindow({ ...kept, ...at }, [LAPTOP]);
  expect(place).toMatchObject({ x: 160, y: 20 });
});

it('is never larger than the screen, and lets the system place a first window', () => {
  const small = { x: 0, y: 0, width: 1280, height: 700 };
  expect(placeWindow(null, [small])).toEqual({ width: 1280, height: 700 });
  expect(placeWindow({ ...kept, x: 0, y: 0 }, [small])).toMatchObject({ width: 1280, height: 700 });
  expect(placeWindow(null, [])).toEqual({ width: 1440, height: 900 });
});

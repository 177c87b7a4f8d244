import { describe, expect, test } from 'vitest';
import { BORDER_BIT } from './borders.ts';
import { classLooks, HATCH_PERIOD, hatchings, isHatched } from './class-looks.ts';
import { HATCHING, PALETTE_BYTES, SECOND_ROW } from './palette.ts';

const [CLOUD, MISSING] = [4, 5];
const palette = new Uint8Array(PALETTE_BYTES);
palette.set([200, 100, 0, 255], 4 * CLOUD);
palette.set([HATCHING.rising, 255], SECOND_ROW + 4 * CLOUD);
palette.set([128, 128, 128, 255], 4 * MISSING);
palette.set([HATCHING.always, 255], SECOND_ROW + 4 * MISSING);

const bit = (hatching: number) => 1 << (hatching - 1);
const entry = (table: Uint8Array, code: number, set = 0) => [...table.subarray(4 * (256 * set + code)).subarray(0, 4)];

describe('colours of class codes', () => {
  test('a filled class has its opacity, its border full strength, premultiplied', () => {
    const table = classLooks(palette, 0.5, 'fill');
    expect(entry(table, CLOUD)).toEqual([100, 50, 0, 128]);
    expect(entry(table, CLOUD | BORDER_BIT)).toEqual([200, 100, 0, 255]);
    expect(entry(table, CLOUD, bit(HATCHING.rising))).toEqual([100, 50, 0, 128]);
  });

  test('an outlined class is empty within its border, a hatched one where no line of its own is', () => {
    const outlined = classLooks(palette, 0.5, 'outline');
    expect([entry(outlined, CLOUD)[3], entry(outlined, CLOUD | BORDER_BIT)[3]]).toEqual([0, 255]);
    const hatched = classLooks(palette, 0.5, 'hatch');
    expect(entry(hatched, CLOUD)[3]).toBe(0);
    expect(entry(hatched, CLOUD, bit(HATCHING.falling))[3]).toBe(0);
    expect(entry(hatched, CLOUD, bit(HATCHING.rising) | bit(HATCHING.level))[3]).toBe(Math.round(0.7 * 255));
  });

  test('what is missing is hatched in every style, also on a border and without opacity', () => {
    for (const style of ['fill', 'outline', 'hatch'] as const) {
      const table = classLooks(palette, 0, style);
      for (const code of [MISSING, MISSING | BORDER_BIT]) {
        expect(entry(table, code)[3]).toBe(0);
        expect(entry(table, code, bit(HATCHING.always))[3]).toBe(Math.round(0.8 * 255));
      }
      expect(entry(table, CLOUD | BORDER_BIT)[3]).toBe(0);
    }
  });

  test('what has no colour is not drawn', () => {
    const table = classLooks(palette, 1, 'fill');
    for (const code of [0, 1, BORDER_BIT, 1 | BORDER_BIT]) expect(entry(table, code)).toEqual([0, 0, 0, 0]);
  });
});

test('hatchings run on from one square to the next', () => {
  const lines = hatchings();
  const at = (x: number, y: number) => lines[(y % HATCH_PERIOD) * HATCH_PERIOD + (x % HATCH_PERIOD)]!;
  for (let n = 0; n < HATCH_PERIOD; n++) {
    expect(at(n, 0) & bit(HATCHING.rising)).toBe(at(n + 1, 1) & bit(HATCHING.rising));
    expect(at(n + 1, HATCH_PERIOD - 1) & bit(HATCHING.falling)).toBe(at(n, HATCH_PERIOD) & bit(HATCHING.falling));
    expect(at(0, n) & bit(HATCHING.level)).toBe(n % 5 < 2 ? bit(HATCHING.level) : 0);
  }
});

test('hatching is looked up only where it can be seen', () => {
  const clouds = Uint8Array.of(0, CLOUD);
  expect(isHatched(palette, 'fill', clouds)).toBe(false);
  expect(isHatched(palette, 'hatch', clouds)).toBe(true);
  expect(isHatched(palette, 'fill', Uint8Array.of(CLOUD, MISSING))).toBe(true);
  const hidden = palette.slice();
  hidden[4 * MISSING + 3] = 0;
  expect(isHatched(hidden, 'fill', Uint8Array.of(MISSING))).toBe(false);
});

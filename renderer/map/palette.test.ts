import { describe, expect, test } from 'vitest';
import type { ClassLook } from '../state/scene.ts';
import {
  AGREEMENT,
  agreementOf,
  agreementPalette,
  classPalette,
  HATCHING,
  PALETTE_BYTES,
  parseColour,
} from './palette.ts';

const look = (colour: string | null, visible = true, opacity = 1): ClassLook => ({ colour, visible, opacity });
const classes = {
  clear: look(null),
  shadow: look('#0072B2'),
  semi: look('#F0E442', false),
  cloud: look('#D55E00', true, 0.5),
  missing: look('#808080'),
};
const entry = (palette: Uint8Array, code: number) => [...palette.subarray(code * 4, code * 4 + 4)];
const pattern = (palette: Uint8Array, code: number) => palette[256 * 4 + code * 4];

describe('palette of classes', () => {
  const palette = classPalette(classes);

  test('holds colour and strength at the code of the class', () => {
    expect(palette).toHaveLength(PALETTE_BYTES);
    expect(entry(palette, 2)).toEqual([0x00, 0x72, 0xb2, 255]);
    expect(entry(palette, 4)).toEqual([0xd5, 0x5e, 0x00, 128]);
  });

  test('leaves hidden and colourless classes and code 0 empty', () => {
    for (const code of [0, 1, 3, 6]) expect(entry(palette, code)).toEqual([0, 0, 0, 0]);
  });

  test('hatches missing always and every class in a way of its own', () => {
    expect(pattern(palette, 5)).toBe(HATCHING.always);
    const all = classPalette({ ...classes, semi: look('#F0E442') });
    expect(new Set([2, 3, 4].map((code) => pattern(all, code))).size).toBe(3);
  });
});

test('agreement of two classes', () => {
  expect(agreementOf(1, 1)).toBeNull();
  expect(agreementOf(4, 4)).toBe('agree');
  expect(agreementOf(4, 3)).toBe('differ');
  expect(agreementOf(4, 1)).toBe('maskOnly');
  expect(agreementOf(1, 2)).toBe('referenceOnly');
  expect(agreementOf(4, 0)).toBeNull();
  expect(agreementOf(5, 4)).toBeNull();
});

test('the agreement palette packs 16 times mask plus reference', () => {
  const palette = agreementPalette();
  expect(entry(palette, 16 * 4 + 1).slice(0, 3)).toEqual([...parseColour(AGREEMENT[2].colour)]);
  expect(entry(palette, 16 * 1 + 1)).toEqual([0, 0, 0, 0]);
});

test('refuses a colour of another form', () => {
  expect(() => parseColour('red')).toThrow(RangeError);
});

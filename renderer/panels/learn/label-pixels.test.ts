import { expect, it } from 'vitest';
import { labelPixels } from './label-pixels.ts';

it('colours classes, leaves what is not labelled out, and is faint where both say the same', () => {
  const pixels = labelPixels(new Uint8Array([0, 1, 4, 4]), new Uint8Array([0, 1, 4, 3]), [
    null,
    '#0072B2',
    '#F0E442',
    '#D55E00',
  ]);
  expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  expect(pixels[7]).toBe(70);
  expect([...pixels.subarray(8)]).toEqual([213, 94, 0, 70, 213, 94, 0, 255]);
});

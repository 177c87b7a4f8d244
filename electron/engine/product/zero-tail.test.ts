import { expect, it } from 'vitest';
import { memorySource } from './byte-source.ts';
import { zeroTailNotes } from './zero-tail.ts';

const BYTES = 400_000;

/** Warnings for a file of which a share at the end is zeros. */
const notes = (share: number, size = BYTES) =>
  zeroTailNotes(memorySource('a.tif', new Uint8Array(size).fill(7, 0, Math.round(size * (1 - share)))), 'a.tif');

it('warns of a file of which the second half never came', async () => {
  expect(await notes(0.5)).toEqual([
    expect.stringMatching(/^The last 4[5-9] % or more of the bytes of a\.tif are zeros/),
  ]);
  expect(await notes(1)).toEqual([expect.stringContaining('The last 95 %')]);
});

it('says nothing of a whole file, of a little padding, or of a small file', async () => {
  expect(await notes(0)).toEqual([]);
  expect(await notes(0.04)).toEqual([]);
  expect(await notes(0.5, 1000)).toEqual([]);
});

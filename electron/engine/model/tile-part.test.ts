import { expect, it } from 'vitest';
import { boundsOf, tilePart } from './tile-part.ts';
import { planTiles, tilesOf } from './tiling.ts';

const input = { sizeMultiple: 32, minimumSize: 256, fixedSize: undefined };
const pack = (change: object = {}) =>
  ({ marginPixels: 128, input: { ...input, ...change } }) as unknown as Parameters<typeof tilePart>[2];
const tiles = tilesOf(planTiles({ width: 5490, height: 5490 }, { ...input, marginPixels: 128, tilePixels: 1184 }));

it('is as much of a tile as a window wants, with what the network sees around it', () => {
  const tile = tiles[7]!;
  const window = { column: tile.core.column + 400, row: tile.core.row + 380, width: 90, height: 50 };
  const part = tilePart(tile, window, pack());
  expect(part).toMatchObject({ index: 7, within: tile.input });
  for (const [start, size] of [['column', 'width'] as const, ['row', 'height'] as const]) {
    expect(part.core[start]).toBeLessThanOrEqual(window[start]);
    expect(part.core[start]).toBeGreaterThan(window[start] - 16);
    expect(part.core[start] % 16).toBe(0);
    expect(part.input[start] % 32).toBe(0);
    expect(part.input[size] % 32).toBe(0);
    expect(part.input[start]).toBeLessThanOrEqual(part.core[start] - 448);
    expect(part.input[start] + part.input[size]).toBeGreaterThanOrEqual(part.core[start] + part.core[size] + 448);
  }
});

it('stays within the tile, so that neighbours are seen as far as by the whole of it', () => {
  const tile = tiles[0]!;
  const corner = { column: tile.core.width - 10, row: 0, width: 40, height: 20 };
  const part = tilePart(tile, corner, pack());
  expect(part.input.column + part.input.width).toBe(tile.input.width);
  expect(part.input.row).toBe(0);
  expect(part.core).toEqual({ column: tile.core.width - 16, row: 0, width: 16, height: 32 });
});

it('is the tile itself where little is saved or the network takes one size only', () => {
  const tile = tiles[8]!;
  const nearly = { ...tile.core, width: tile.core.width - 16 };
  expect(tilePart(tile, nearly, pack())).toBe(tile);
  expect(tilePart(tile, { ...tile.core, width: 16 }, pack({ fixedSize: 1152 }))).toBe(tile);
});

it('is no smaller than a network takes', () => {
  const small = { marginPixels: 16, input: { ...input, minimumSize: 512 } } as Parameters<typeof tilePart>[2];
  const tile = tiles[14]!;
  const part = tilePart(tile, { column: tile.core.column, row: tile.core.row, width: 8, height: 8 }, small);
  expect([part.input.width, part.input.height]).toEqual([512, 512]);
  expect(boundsOf([part.input, tile.input])).toEqual(tile.input);
});

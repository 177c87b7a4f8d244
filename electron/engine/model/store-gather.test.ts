import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wholeWindow } from '../core/grid.ts';
import { testGrid } from './fixtures/synthetic.ts';
import type { ProbabilityStore } from './probability-store.ts';
import { openProbabilityStore } from './store.ts';
import { gatherCodes, gatherWindow } from './store-gather.ts';
import { planTiles } from './tiling.ts';

const grid = testGrid(170, 101);
const plan = planTiles(grid, { marginPixels: 16, tilePixels: 80, sizeMultiple: 16 });

let cache: string;
let store: ProbabilityStore;
let reads: number;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nephoscope-gather-'));
  const opened = await openProbabilityStore(cache, { key: 'a', grid, plan });
  reads = 0;
  store = {
    ...opened,
    readWindow(...asked) {
      reads++;
      return opened.readWindow(...asked);
    },
  };
});
afterEach(() => rm(cache, { recursive: true, force: true }));

async function fill(into: ProbabilityStore, from: number, to: number): Promise<void> {
  for (const tile of store.missingTiles().slice(from, to)) {
    const pixels = tile.core.width * tile.core.height;
    const values = Uint8Array.from({ length: 4 * pixels }, (_, at) => 1 + ((at * 7 + tile.index * 31) % 250));
    await into.writeTile(tile, values, 'cpu');
  }
}

describe('gatherWindow', () => {
  it.each([
    { name: 'the whole grid', window: wholeWindow(grid) },
    { name: 'a part of it', window: { column: 33, row: 10, width: 100, height: 71 } },
  ])('gives $name as the store has it, without reading what was written through it', async ({ window }) => {
    await fill(store, 0, 1);
    const gathered = gatherWindow(store, window);
    await fill(gathered, 0, 5);
    expect(store.isComplete()).toBe(true);
    const raster = await gathered.readWindow(window, 0, { shared: true });
    expect(reads).toBe(1);
    expect(raster.planes.buffer).toBeInstanceOf(SharedArrayBuffer);
    const { planes, ...size } = await store.readWindow(window);
    expect(raster).toMatchObject(size);
    expect(Buffer.compare(raster.planes, planes)).toBe(0);
  });

  it('hands its raster over once, and reads other windows from the store', async () => {
    const gathered = gatherWindow(store, wholeWindow(grid));
    await fill(gathered, 0, 6);
    const part = { column: 3, row: 4, width: 9, height: 5 };
    expect((await gathered.readWindow(part)).planes).toEqual((await store.readWindow(part)).planes);
    const { planes } = await gathered.readWindow(wholeWindow(grid));
    const expected = planes.slice();
    planes.fill(0);
    expect(Buffer.compare((await gathered.readWindow(wholeWindow(grid))).planes, expected)).toBe(0);
  });

  it('fails where a tile is missing, as the store does', async () => {
    const gathered = gatherWindow(store, wholeWindow(grid));
    await fill(gathered, 0, 5);
    await expect(gathered.readWindow(wholeWindow(grid))).rejects.toThrow(/is not computed yet/);
  });
});

describe('gatherCodes', () => {
  /** A code that depends on all planes of a pixel. */
  const classify = ({ planes }: { readonly planes: Uint8Array }) =>
    Uint8Array.from({ length: planes.length / 4 }, (_, at) => {
      const count = planes.length / 4;
      return planes[at]! ^ planes[at + count]! ^ planes[at + 2 * count]! ^ planes[at + 3 * count]!;
    });

  it.each([
    { name: 'the whole grid', window: wholeWindow(grid) },
    { name: 'a part of it', window: { column: 33, row: 10, width: 100, height: 71 } },
  ])('gives the codes of $name, and reads only what was there before', async ({ window }) => {
    await fill(store, 0, 1);
    const gathered = gatherCodes(store, window, classify);
    await fill(gathered.store, 0, 5);
    const codes = await gathered.codes();
    expect(reads).toBe(1);
    expect(codes).toEqual(classify(await store.readWindow(window)));
  });

  it('fails where a tile is missing, as the store does', async () => {
    const gathered = gatherCodes(store, wholeWindow(grid), classify);
    await fill(gathered.store, 0, 5);
    await expect(gathered.codes()).rejects.toThrow(/is not computed yet/);
  });
});

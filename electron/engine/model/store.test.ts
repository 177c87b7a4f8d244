import { mkdtemp, readdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchDisk } from '../core/disk.ts';
import { RasterError } from '../core/errors.ts';
import { HOST, OWNER } from '../core/owner.ts';
import { testGrid } from './fixtures/synthetic.ts';
import type { ProbabilityStore } from './probability-store.ts';
import { halvePlanes } from './pyramid.ts';
import { openProbabilityStore } from './store.ts';
import { pruneStores } from './store-prune.ts';
import { planTiles, type Tile } from './tiling.ts';

const grid = testGrid(170, 101);
const plan = planTiles(grid, { marginPixels: 16, tilePixels: 80, sizeMultiple: 16 });
const open = (key = 'a') => openProbabilityStore(cache, { key, grid, plan });

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nephoscope-store-'));
});
afterEach(async () => {
  watchDisk(() => undefined);
  await rm(cache, { recursive: true, force: true });
});

/** Probabilities that are never all zero, except in a missing corner. */
function whole(): Uint8Array {
  const pixels = grid.width * grid.height;
  return Uint8Array.from({ length: 4 * pixels }, (_, at) => {
    const pixel = at % pixels;
    const missing = pixel % grid.width < 20 && pixel / grid.width < 20;
    return missing ? 0 : 1 + ((pixel * 7 + Math.floor(at / pixels) * 50) % 255);
  });
}

async function fill(store: ProbabilityStore, planes = whole(), tiles = store.missingTiles()): Promise<void> {
  for (const tile of tiles) {
    const { column, row, width, height } = tile.core;
    const part = new Uint8Array(4 * width * height);
    for (let plane = 0; plane < 4; plane++)
      for (let y = 0; y < height; y++) {
        const from = (plane * grid.height + row + y) * grid.width + column;
        part.set(planes.subarray(from, from + width), (plane * height + y) * width);
      }
    await store.writeTile(tile, part, 'cpu');
  }
}

describe('openProbabilityStore', () => {
  it('gives back what was stored, at every level', async () => {
    const store = await open();
    expect(store.missingTiles()).toHaveLength(6);
    await fill(store);
    expect(store.isComplete()).toBe(true);
    let level = { width: grid.width, height: grid.height, planes: whole() };
    for (let index = 0; index <= 4; index++) {
      const read = await store.readWindow({ column: 0, row: 0, width: level.width, height: level.height }, index);
      expect(read.pixelMetres).toBe(20 * 2 ** index);
      expect(Buffer.compare(read.planes, level.planes)).toBe(0);
      level = halvePlanes(level);
    }
  });

  it('reads windows across tiles and beyond the grid', async () => {
    const store = await open();
    await fill(store);
    const window = { column: 60, row: 60, width: 120, height: 60 };
    const { planes } = await store.readWindow(window);
    const all = whole();
    for (let plane = 0; plane < 4; plane++)
      for (let row = 0; row < 60; row++)
        for (let column = 0; column < 120; column++) {
          const inside = row + 60 < grid.height && column + 60 < grid.width;
          const expected = inside ? all[(plane * grid.height + row + 60) * grid.width + column + 60] : 0;
          if (planes[(plane * 60 + row) * 120 + column] !== expected) throw new Error(`${plane} ${row} ${column}`);
        }
  });

  it('keeps the tiles of an earlier run, and only those that are whole', async () => {
    const first = await open();
    await fill(first, whole(), first.missingTiles().slice(0, 3));
    await truncate(join(first.folder, '0-1.npt'), 40);
    await writeFile(join(first.folder, `1-0.npt.${HOST}-999999999-0-1.tmp`), 'half');
    const second = await open();
    expect(second.missingTiles().map((tile) => tile.index)).toEqual([1, 3, 4, 5]);
    expect(second.providers).toEqual(['cpu']);
    expect((await readdir(second.folder)).some((name) => name.endsWith('.tmp'))).toBe(false);
    const window = { column: 0, row: 0, width: 170, height: 101 };
    await expect(second.readWindow(window)).rejects.toThrow(/not computed yet/);
    expect((await second.readWindow(window, 0, { partial: true })).planes).toHaveLength(4 * 170 * 101);
    await fill(second);
    expect(Buffer.compare((await second.readWindow(window)).planes, whole())).toBe(0);
  });

  it('reads a tile while it is being written', async () => {
    const store = await open();
    const tile = store.missingTiles()[0]!;
    const core = { column: 0, row: 0, width: tile.core.width, height: tile.core.height };
    const planes = new Uint8Array(4 * core.width * core.height).fill(9);
    const writing = store.writeTile(tile, planes, 'cpu');
    expect((await store.readWindow(core)).planes).toEqual(planes);
    expect((await store.readWindow({ column: 0, row: 0, width: 4, height: 4 }, 1)).planes).toEqual(
      new Uint8Array(64).fill(9),
    );
    await writing;
    expect((await readdir(store.folder)).sort()).toEqual(['0-0.npt', `lease-${OWNER}`, 'meta.json']);
  });

  it('keeps parts of tiles until the whole tile is there', async () => {
    const store = await open();
    const [first, second] = store.missingTiles() as [Tile, Tile];
    const core = { column: 32, row: 32, width: 32, height: 16 };
    const part = { ...first, core, within: first.input };
    expect(store.has(part)).toBe(false);
    await fill(store, whole(), [part]);
    for (const there of [store, await open()]) {
      expect(there.has(part)).toBe(true);
      expect(there.has(first)).toBe(false);
      expect(there.missingTiles()).toHaveLength(6);
      for (const level of [0, 1, 4]) {
        const scale = 2 ** level;
        const window = { column: 32 / scale, row: 32 / scale, width: 32 / scale, height: 16 / scale };
        const { planes } = await there.readWindow(window, level);
        expect(planes.every((value) => value > 0)).toBe(true);
      }
      await expect(there.readWindow({ ...core, width: 33 })).rejects.toThrow(/not computed yet/);
      const { planes } = await there.readWindow({ column: 0, row: 40, width: 60, height: 1 }, 0, { partial: true });
      expect([...planes.subarray(0, 60)].map((value) => value > 0)).toEqual(
        Array.from({ length: 60 }, (_, column) => column >= 32),
      );
    }
    await fill(store, whole(), [first, second]);
    expect(store.has(part)).toBe(true);
    expect((await readdir(store.folder)).filter((name) => name.endsWith('.npt')).sort()).toEqual([
      '0-0.npt',
      '0-1.npt',
    ]);
    expect((await open()).missingTiles()).toHaveLength(4);
  });

  it('makes its folder again when someone deleted it', async () => {
    const store = await open();
    await rm(store.folder, { recursive: true });
    await fill(store);
    expect(store.troubles).toEqual([]);
    expect((await open()).isComplete()).toBe(true);
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the disk is read-only'],
    ['ENOTDIR', 'it is not a folder'],
  ])('goes on in memory and says so where the disk takes nothing: %s', async (code, why) => {
    watchDisk((_, path) => {
      if (path.startsWith(cache)) throw Object.assign(new Error(code), { code });
    });
    const store = await open();
    await fill(store);
    expect(store.troubles).toEqual([
      `Probabilities could not be kept in ${cache} (${why}); they will be computed again next time.`,
    ]);
    const again = await open();
    expect(again.isComplete()).toBe(true);
    const window = { column: 0, row: 0, width: 170, height: 101 };
    expect(Buffer.compare((await again.readWindow(window)).planes, whole())).toBe(0);
    expect((await again.readWindow({ ...window, width: 85, height: 50 }, 1)).planes).toHaveLength(4 * 85 * 50);
    expect(await readdir(cache)).toEqual([]);
  });

  it('refuses a damaged tile, which is then computed again', async () => {
    await fill(await open());
    const store = await open();
    const path = join(store.folder, '0-0.npt');
    const { size } = await stat(path);
    await writeFile(path, Buffer.alloc(64, 7), { flag: 'r+' });
    expect((await stat(path)).size).toBe(size);
    await expect(store.readWindow({ column: 0, row: 0, width: 8, height: 8 })).rejects.toThrow(RasterError);
    expect(store.isComplete()).toBe(false);
    expect(store.missingTiles().map((tile) => tile.index)).toEqual([0]);
  });

  it('is another one when the tiling or the description is, and none empties another', async () => {
    const store = await open();
    await fill(store);
    const other = planTiles(grid, { marginPixels: 16, tilePixels: 112, sizeMultiple: 16 });
    const next = await openProbabilityStore(cache, { key: 'a', grid, plan: other });
    expect(next.folder).not.toBe(store.folder);
    expect(next.isComplete()).toBe(false);
    expect((await open('b')).folder).not.toBe(store.folder);
    await writeFile(join(store.folder, 'meta.json'), '{');
    expect((await open()).missingTiles()).toHaveLength(0);
  });

  it('refuses a tile of another size and a level that is not kept', async () => {
    const store = await open();
    await expect(store.writeTile(store.missingTiles()[0]!, new Uint8Array(5), 'cpu')).rejects.toThrow(/5 values/);
    await expect(store.readWindow({ column: 0, row: 0, width: 1, height: 1 }, 5)).rejects.toThrow(/Level 5/);
  });
});

describe('pruneStores', () => {
  it('removes the stores that were used longest ago', async () => {
    const stores = [await open('a'), await open('b'), await open('c')];
    for (const [index, store] of stores.entries()) {
      await fill(store);
      const time = new Date(2026, 0, 1 + index);
      await utimes(join(store.folder, 'meta.json'), time, time);
    }
    const { bytesKept } = await pruneStores(cache, 1e9);
    expect((await pruneStores(cache, 0)).removed).toEqual([]);
    // The first is used by another process that lives; the others were by one that is dead, and by nobody lately.
    await rename(join(stores[1]!.folder, `lease-${OWNER}`), join(stores[1]!.folder, `lease-${HOST}-999999999-0`));
    await utimes(join(stores[2]!.folder, `lease-${OWNER}`), 1, 1);
    const left = await pruneStores(cache, bytesKept * 0.4);
    expect(left.removed).toEqual([stores[1]!.folder, stores[2]!.folder]);
    expect((await readdir(cache)).length).toBe(1);
    expect((await pruneStores(join(cache, 'nothing'), 0)).removed).toEqual([]);
  });

  it('removes a store that another machine used by a clock far ahead', async () => {
    const { folder } = await open('a');
    await rename(join(folder, `lease-${OWNER}`), join(folder, 'lease-00000000-1-0'));
    const ahead = Date.now() / 1000 + 86_400;
    await utimes(join(folder, 'lease-00000000-1-0'), ahead, ahead);
    expect((await pruneStores(cache, 0)).removed).toEqual([folder]);
  });

  it('leaves a store that another machine uses now, however wrong the own clock is', async () => {
    const { folder } = await open('a');
    await rename(join(folder, `lease-${OWNER}`), join(folder, 'lease-00000000-1-0'));
    for (const days of [1, -1]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 });
      expect((await pruneStores(cache, 0)).removed).toEqual([]);
      vi.useRealTimers();
    }
    expect(await readdir(folder)).toContain('lease-00000000-1-0');
  });

  it('removes what a killed pruning left', async () => {
    const { folder } = await open();
    await rename(folder, `${folder}.${HOST}-999999999-0.removed`);
    await pruneStores(cache, 1e9);
    expect(await readdir(cache)).toEqual([]);
  });
});

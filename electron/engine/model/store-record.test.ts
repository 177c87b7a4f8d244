import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProductWarning } from '../product/types.ts';
import { openProbabilityStore } from './store.ts';
import { COARSEST_LEVEL, type TilePlan, tilesOf } from './tiling.ts';

const grid = { epsg: 32632, originX: 0, originY: 0, pixelMetres: 60, width: 64, height: 32 };
const side = 2 ** (COARSEST_LEVEL + 1);
const plan: TilePlan = {
  columns: [0, side, 64],
  rows: [0, 32],
  inputColumns: [0, side],
  inputRows: [0],
  inputWidth: side,
  inputHeight: 32,
};
const damaged: ProductWarning = { code: 'band-unreadable', message: 'A tile is damaged.', file: 'B03.jp2' };
const strange: ProductWarning = { code: 'radiometry', message: 'All is dark.' };

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nephoscope-record-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

const open = () => openProbabilityStore(cache, { key: 'k', grid, plan });

/** Makes what is on disk look as if another run of the program had written it. */
async function asOfAnotherRun(folder: string): Promise<void> {
  const path = join(folder, 'record.json');
  const record = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(
    path,
    JSON.stringify({
      ...record,
      run: 'another',
      unsound: Object.fromEntries(Object.keys(record.unsound).map((k) => [k, 'another'])),
    }),
  );
}

it('gives warnings back with the tiles, and computes tiles of damaged bands again in the next run', async () => {
  const store = await open();
  const [first, second] = tilesOf(plan);
  const planes = new Uint8Array(4 * first!.core.width * first!.core.height).fill(9);
  await store.note([damaged], first);
  await store.writeTile(first!, planes, 'cpu');
  await store.writeTile(second!, planes, 'cpu');
  await store.note([strange]);

  const again = await open();
  expect(again.isComplete()).toBe(true);
  expect(again.warnings).toEqual([strange, damaged]);

  await asOfAnotherRun(store.folder);
  const later = await open();
  expect(later.missingTiles().map(({ index }) => index)).toEqual([first!.index]);
  expect(later.warnings).toEqual([strange]);
  await later.writeTile(first!, planes, 'cpu');
  const last = await open();
  expect(last.isComplete()).toBe(true);
  expect(last.warnings).toEqual([strange]);
});

it('does without a record that is damaged', async () => {
  const store = await open();
  await store.note([strange]);
  await writeFile(join(store.folder, 'record.json'), '{"lasting": 3');
  expect((await open()).warnings).toEqual([]);
});

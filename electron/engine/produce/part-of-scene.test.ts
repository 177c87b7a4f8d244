import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { loadPack, type ModelPack } from '../model/packs.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { computeProbabilities } from './probabilities.ts';
import { createWorkbench } from './workbench.ts';

const WINDOW = { column: 701, row: 803, width: 150, height: 120 };
let folder: string;
let product: Product;
let pack: ModelPack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-part-'));
  if (!haveSharedData()) return;
  product = await openProduct(T29UNU);
  pack = await loadPack('models/nephos-l2a-int8');
});
afterAll(async () => {
  await product?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Probabilities of a window of T29UNU, computed with an empty cache; the windows are computed one after the other. */
async function computed(name: string, windows: readonly (typeof WINDOW | undefined)[]) {
  const bench = createWorkbench({ packFolders: ['models'], cacheFolder: join(folder, name), threads: 2 });
  try {
    const request = { product, pack, gridMetres: 60 } as const;
    const runs = [];
    for (const window of windows) runs.push(await computeProbabilities(bench, request, { device: 'cpu', window }));
    const last = runs.at(-1)!;
    await last.report.written;
    return { runs, store: last.store, planes: (await last.store.readWindow(WINDOW)).planes };
  } finally {
    await bench.close();
  }
}

describe.skipIf(!haveSharedData())('the probabilities of a part of a scene', () => {
  it('are those of the whole scene, for a part of the work', async () => {
    const part = await computed('part', [WINDOW, { ...WINDOW, width: 40 }]);
    const [first, again] = part.runs as [(typeof part.runs)[0], (typeof part.runs)[0]];
    expect(again.report.computedTiles).toBe(0);
    const whole = await computed('whole', [undefined]);
    expect(first.report.networkPixels).toBeLessThan(0.25 * whole.runs[0]!.report.networkPixels);
    expect(Buffer.compare(part.planes, whole.planes)).toBe(0);
    const kept = (store: string) => readdir(store).then((names) => names.filter((name) => name.endsWith('.npt')));
    expect(await kept(part.store.folder)).toEqual([expect.stringMatching(/^0-0@/)]);
    expect(part.store.isComplete()).toBe(false);
    expect(await kept(whole.store.folder)).toHaveLength(4);
  });
});

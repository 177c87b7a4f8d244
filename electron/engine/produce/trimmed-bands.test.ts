import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA, T29UNU } from '../../test/test-data.ts';
import { wholeWindow } from '../core/grid.ts';
import { computeMask } from '../mask/compute.ts';
import { defaultParameters } from '../mask/parameters.ts';
import { runInference } from '../model/inference.ts';
import { loadPack, type ModelPack } from '../model/packs.ts';
import { productInput } from '../model/product-input.ts';
import { type ModelSession, openSession } from '../model/session.ts';
import { openProbabilityStore } from '../model/store.ts';
import { planFor } from '../model/tiling.ts';
import { openProduct } from '../product/open.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { createRasterContext, type RasterContext } from '../raster/context.ts';

/** A network in 8 bits rounds its input, which by itself turns two or three thousandths of the pixels where a DN differs. */
const PACKS = [
  ['nephos-l2a', 0.0005],
  ['nephos-l2a-int8', 0.003],
] as const;

/** The same product without checksums, whose bands are decoded exactly. */
function withoutChecksums(product: Product): Product {
  const exact = (files: readonly RasterFile[]) => files.map(({ checksum: _, ...file }) => file);
  const bands = Object.fromEntries(Object.entries(product.bands).map(([id, files]) => [id, exact(files)]));
  return { ...product, bands };
}

async function maskOf(product: Product, pack: ModelPack, session: ModelSession, context: RasterContext) {
  const cache = await mkdtemp(join(tmpdir(), 'nephoscope-trimmed-'));
  try {
    const grid = product.grids[60]!;
    const reader = productInput(product, pack, grid, context);
    const store = await openProbabilityStore(cache, { key: 'test', grid, plan: planFor(pack, grid) });
    await (await runInference({ session, reader, store })).written;
    const probabilities = await store.readWindow(wholeWindow(grid));
    const { thresholds, defaults } = pack.manifest;
    const mask = computeMask(probabilities, defaultParameters({ thresholds, ...defaults }));
    expect(await reader.alterations()).toEqual([]);
    return mask.codes;
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

describe.skipIf(!haveSharedData())('the mask of bands of which the lowest bit-planes are left undecoded', () => {
  it.each(PACKS)('is nearly that of exact bands by %s, and as accurate', async (name, share) => {
    const product = await openProduct(T29UNU);
    const context = createRasterContext({ threads: 2 });
    const pack = await loadPack(join('models', name));
    const session = await openSession(pack, { provider: 'cpu', threads: 2 });
    try {
      const exact = await maskOf(withoutChecksums(product), pack, session, context);
      const trimmed = await maskOf(product, pack, session, context);
      const changed = exact.filter((code, i) => code !== trimmed[i]).length;
      expect(changed).toBeGreaterThan(0);
      expect(changed / exact.length).toBeLessThan(share);
      const width = product.grids[60]!.width;
      const [, ...points] = readFileSync(join(SHARED_DATA, 'points', 't29unu_points.csv'), 'utf8')
        .trim()
        .split('\n');
      const right = (codes: Uint8Array) =>
        points.filter((line) => {
          const [row, column, code] = line.split(',').map(Number) as [number, number, number];
          return codes[row * width + column] === code;
        }).length;
      expect(right(exact)).toBeGreaterThan(0.9 * points.length);
      expect(Math.abs(right(trimmed) - right(exact))).toBeLessThanOrEqual(2); // points may lie at a threshold
    } finally {
      await session.close();
      await context.close();
      await product.close();
    }
  });
});

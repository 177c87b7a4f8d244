import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { type Grid, wholeWindow, windowGrid } from '../core/grid.ts';
import { openProduct } from '../product/open.ts';
import type { RasterFile } from '../product/types.ts';
import { createRasterContext } from '../raster/context.ts';
import { fixturePack } from './fixtures/synthetic.ts';
import { runInference } from './inference.ts';
import { loadPack } from './packs.ts';
import { probabilityKey } from './probability-store.ts';
import { bandCandidates, maskSpeed, productInput } from './product-input.ts';
import { openSession } from './session.ts';
import { openProbabilityStore } from './store.ts';
import { planFor } from './tiling.ts';

describe('bandCandidates', () => {
  it('takes the band whose own pixels suit the grid', () => {
    expect(bandCandidates('B8A|B08', 10)).toEqual(['B08', 'B8A']);
    expect(bandCandidates('B8A|B08', 20)).toEqual(['B8A', 'B08']);
    expect(bandCandidates('B08|B8A', 60)).toEqual(['B8A', 'B08']);
    expect(bandCandidates('B02', 60)).toEqual(['B02']);
  });
});

describe('maskSpeed', () => {
  const files = (...metres: number[]) => metres.map((pixelMetres) => ({ pixelMetres })) as unknown as RasterFile[];

  it('takes a mask of 60 m for a preview only where a finer one can follow', () => {
    const [grids, of60, of20] = [{ 60: { pixelMetres: 60 } as Grid }, { pixelMetres: 60 }, { pixelMetres: 20 }];
    expect(maskSpeed({ bands: { B02: files(10, 60), B01: files(60) }, grids }, of60)).toBe('preview');
    expect(maskSpeed({ bands: { B02: files(60), B01: files(60) }, grids }, of60)).toBe('quality');
    expect(maskSpeed({ bands: { B02: files(10), B01: files(60) }, grids }, of20)).toBe('quality');
  });
});

describe.skipIf(!haveSharedData())('a real product', () => {
  it('is read and computed, with its swath edge missing', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'nephoscope-product-'));
    const product = await openProduct(T29UNU);
    const context = createRasterContext();
    const pack = await loadPack(fixturePack('tiny-unet'));
    const session = await openSession(pack, { provider: 'cpu', threads: 2 });
    try {
      const grid = windowGrid(product.grids[60]!, { column: 1000, row: 300, width: 420, height: 260 });
      const reader = productInput(product, pack, grid, context);
      expect(reader.bands).toEqual(['B01', 'B02', 'B03', 'B04', 'B8A', 'B09', 'B11', 'B12']);
      expect(reader.radiometry[0]).toEqual({ offset: -1000, quantification: 10000 });
      const { sun, bands } = await reader.readTile({ column: 0, row: 0, width: 32, height: 16 });
      expect(bands.every((dn) => dn?.length === 512)).toBe(true);
      expect(sun!.zenithDegrees).toBeGreaterThan(50);
      const store = await openProbabilityStore(cache, {
        key: probabilityKey(product, pack, grid),
        grid,
        plan: planFor(pack, grid),
      });
      const report = await runInference({ session, reader, store });
      await report.written;
      expect(report.computedTiles).toBeGreaterThan(10);
      const { planes } = await store.readWindow(wholeWindow(grid));
      const pixels = grid.width * grid.height;
      const whole = await reader.readTile(wholeWindow(grid));
      let missing = 0;
      for (let pixel = 0; pixel < pixels; pixel++) {
        const isMissing = [0, 1, 2, 3].every((plane) => planes[plane * pixels + pixel] === 0);
        const observed = [1, 2, 3, 4].filter((band) => whole.bands[band]![pixel] !== 0).length;
        if (isMissing !== observed < 2) throw new Error(`pixel ${pixel}: missing ${isMissing}, bands ${observed}`);
        if (isMissing) missing++;
      }
      expect(missing).toBeGreaterThan(0);
      expect(missing).toBeLessThan(pixels);
      expect(store.warnings).toEqual([]);
      expect(reader.judgement()).toBeNull();
    } finally {
      await session.close();
      await context.close();
      await product.close();
      await rm(cache, { recursive: true, force: true });
    }
  });
});

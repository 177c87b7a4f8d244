import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../core/bytes.ts';
import { CancelledError } from '../core/errors.ts';
import { type Grid, type Window, wholeWindow } from '../core/grid.ts';
import { fixturePack, type SyntheticOptions, syntheticReader, testGrid } from './fixtures/synthetic.ts';
import { type InferenceReport, type InputReader, runInference } from './inference.ts';
import { loadPack, type ModelPack } from './packs.ts';
import type { ProbabilityStore } from './probability-store.ts';
import { type ModelSession, openSession } from './session.ts';
import { openProbabilityStore } from './store.ts';
import { planFor, planTiles } from './tiling.ts';

let pack: ModelPack;
let session: ModelSession;
let cache: string;

beforeAll(async () => {
  pack = await loadPack(fixturePack('tiny-unet'));
  session = await openSession(pack, { provider: 'cpu', threads: 2 });
});
afterAll(() => session.close());
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nephoscope-inference-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

interface Run {
  readonly planes: Uint8Array;
  readonly report: InferenceReport;
  readonly store: ProbabilityStore;
}

/** Probabilities of a synthetic grid; `tilePixels` overrides the pack's. */
async function run(
  grid: Grid,
  options: SyntheticOptions & { key?: string; tilePixels?: number; on?: ModelSession } = {},
) {
  const { key = 'k', tilePixels, on = session } = options;
  const plan = tilePixels ? planTiles(grid, { marginPixels: 16, tilePixels, sizeMultiple: 4 }) : planFor(on.pack, grid);
  const store = await openProbabilityStore(cache, { key, grid, plan });
  const report = await runInference({ session: on, reader: syntheticReader(grid, options), store });
  await report.written;
  const { planes } = await store.readWindow(wholeWindow(grid));
  return { planes, report, store } satisfies Run;
}

describe('runInference', () => {
  const grid = testGrid(301, 230);

  it('gives the same pixels in tiles as in one piece, up to the border of the grid', async () => {
    const tiles = await run(grid);
    expect(tiles.report.computedTiles).toBeGreaterThan(9);
    const whole = await run(grid, { key: 'whole', tilePixels: 320 });
    expect(whole.report.computedTiles).toBe(1);
    let largest = 0;
    for (const [at, value] of whole.planes.entries()) largest = Math.max(largest, Math.abs(value - tiles.planes[at]!));
    expect(largest).toBeLessThanOrEqual(1);
    const confident = whole.planes.filter((value) => value > 128).length / (grid.width * grid.height);
    expect(confident).toBeGreaterThan(0.3);
    const means = [0, 1, 2, 3].map((plane) => {
      const pixels = grid.width * grid.height;
      return (
        whole.planes.subarray(plane * pixels, (plane + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels
      );
    });
    expect(Math.min(...means)).toBeGreaterThan(5);
  });

  it('gives the same bytes again, whatever the number of threads', async () => {
    const first = await run(grid);
    const second = await run(grid, { key: 'again', milliseconds: 3 });
    expect(Buffer.compare(first.planes, second.planes)).toBe(0);
    const single = await openSession(pack, { provider: 'cpu', threads: 1 });
    try {
      const third = await run(grid, { key: 'single', on: single });
      expect(Buffer.compare(first.planes, third.planes)).toBe(0);
    } finally {
      await single.close();
    }
  });

  it('marks no-data and does not give empty tiles to the network', async () => {
    const noData = (column: number, row: number): boolean => column + row / 4 < 150;
    const { planes, report, store } = await run(grid, { noData });
    expect(report.emptyTiles).toBeGreaterThan(2);
    expect(report.networkPixels).toBe(report.computedTiles * store.plan.inputWidth * store.plan.inputHeight);
    const pixels = grid.width * grid.height;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const sum = planes[pixel]! + planes[pixel + pixels]! + planes[pixel + 2 * pixels]! + planes[pixel + 3 * pixels]!;
      const missing = noData(pixel % grid.width, Math.floor(pixel / grid.width));
      if ((sum === 0) !== missing) throw new Error(`pixel ${pixel}: sum ${sum}, missing ${missing}`);
    }
  });

  it('tells the network of a missing band', async () => {
    const full = await run(grid);
    const without = await run(grid, { key: 'without', missing: [0, 5] });
    expect(Buffer.compare(full.planes, without.planes)).not.toBe(0);
    expect(without.planes.some((value) => value > 0)).toBe(true);
    expect(without.report.emptyTiles).toBe(0);
  });

  it('stops within one tile when cancelled, and goes on later', async () => {
    const controller = new AbortController();
    const store = await openProbabilityStore(cache, { key: 'k', grid, plan: planFor(pack, grid) });
    const total = store.missingTiles().length;
    const progress: Progress[] = [];
    const onProgress = (step: Progress): void => {
      progress.push(step);
      if (progress.length === 4) controller.abort();
    };
    const reader = syntheticReader(grid);
    const work = runInference({ session, reader, store, signal: controller.signal, onProgress });
    await expect(work).rejects.toThrow(CancelledError);
    expect(progress).toHaveLength(4);
    expect(progress[3]!.secondsLeft).toBeGreaterThan(0);
    const left = store.missingTiles().length;
    expect(left).toBe(total - 3);
    const resumed = await run(grid);
    expect(resumed.report).toMatchObject({ reusedTiles: 3, computedTiles: left });
    // Nothing is left to do: a bar would begin at nothing, although all is there.
    const told: Progress[] = [];
    await runInference({ session, reader, store: resumed.store, onProgress: (step) => told.push(step) });
    expect(told).toEqual([]);
    const fresh = await run(grid, { key: 'fresh' });
    expect(Buffer.compare(resumed.planes, fresh.planes)).toBe(0);
  });

  it('does not wait for a slow reader when cancelled', async () => {
    const store = await openProbabilityStore(cache, { key: 'k', grid, plan: planFor(pack, grid) });
    const reader = syntheticReader(grid, { milliseconds: 3000 });
    const begin = performance.now();
    await expect(runInference({ session, reader, store, signal: AbortSignal.timeout(100) })).rejects.toThrow(
      CancelledError,
    );
    expect(performance.now() - begin).toBeLessThan(1500);
  });

  it('reads the next tiles while one is computed', async () => {
    let reads = 0;
    const slow: ModelSession = {
      ...session,
      run: async (request, _, onSent) => {
        const before = reads;
        await new Promise((resolve) => setTimeout(resolve, 5));
        readsUntilSent.push([before, reads]);
        onSent?.();
        await new Promise((resolve) => setTimeout(resolve, 5));
        readsDuring.push(reads);
        return session.run(request);
      },
    };
    const readsUntilSent: number[][] = [];
    const readsDuring: number[] = [];
    await run(grid, { on: slow, onRead: () => reads++, milliseconds: 1 });
    expect(readsUntilSent.slice(0, 2)).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(readsDuring[0]).toBe(3);
    expect(readsDuring[1]).toBe(4);
  });

  it('reads the next tiles while the network is being opened', async () => {
    const store = await openProbabilityStore(cache, { key: 'k', grid, plan: planFor(pack, grid) });
    let isRead = (): void => undefined;
    const second = new Promise<void>((resolve) => {
      isRead = resolve;
    });
    let reads = 0;
    const onRead = () => {
      reads++;
      if (reads === 2) isRead();
    };
    const opening = second.then(() => session);
    const report = await runInference({ session: opening, reader: syntheticReader(grid, { onRead }), store });
    await report.written;
    expect(report.computedTiles).toBeGreaterThan(9);
  });

  it('hands the network the next tile while it computes one', async () => {
    const { computedTiles } = (await run(grid)).report;
    const given: (() => void)[] = [];
    const patient: ModelSession = {
      ...session,
      run: async (request, _, onSent) => {
        onSent?.();
        given.at(-1)?.();
        const next = new Promise<void>((resolve) => given.push(resolve));
        // Without the next tile, this one would never end.
        if (given.length < computedTiles) await next;
        return session.run(request);
      },
    };
    const { report } = await run(grid, { key: 'patient', on: patient });
    expect(report.computedTiles).toBe(computedTiles);
  });

  it('tells the reader which windows it will ask for later', async () => {
    const asked: { window: Window; later: readonly Window[] | undefined }[] = [];
    await run(grid, { onRead: (window, later) => asked.push({ window, later }) });
    expect(asked.length).toBeGreaterThan(9);
    for (const [index, { later }] of asked.entries())
      expect(later).toEqual(asked.slice(index + 1).map(({ window }) => window));
  });

  it('passes on an error of the reader and keeps what is done', async () => {
    const store = await openProbabilityStore(cache, { key: 'k', grid, plan: planFor(pack, grid) });
    let reads = 0;
    const reader = syntheticReader(grid, {
      onRead: () => {
        reads++;
        if (reads > 4) throw new Error('the disk is gone');
      },
    });
    const total = store.missingTiles().length;
    await expect(runInference({ session, reader, store })).rejects.toThrow('the disk is gone');
    expect(store.missingTiles()).toHaveLength(total - 4);
  });

  it('cancels what it still reads when it ends with an error', async () => {
    const store = await openProbabilityStore(cache, { key: 'k', grid, plan: planFor(pack, grid) });
    const signals: (AbortSignal | undefined)[] = [];
    const whole = syntheticReader(grid, {});
    const reader: InputReader = {
      ...whole,
      readTile: async (window, { signal } = {}) => {
        signals.push(signal);
        if (signals.length === 1) return whole.readTile(window);
        if (signals.length === 2) throw new Error('the line is cut');
        return new Promise(() => undefined);
      },
    };
    await expect(runInference({ session, reader, store })).rejects.toThrow('the line is cut');
    expect(signals.length).toBeGreaterThan(2);
    expect(signals.every((signal) => signal?.aborted)).toBe(true);
  });

  it('runs a model of single pixels', async () => {
    const pixelPack = await loadPack(fixturePack('tiny-pixel'));
    const on = await openSession(pixelPack, { provider: 'cpu', threads: 1 });
    try {
      const small = testGrid(40, 30);
      const { planes } = await run(small, { on, bands: 2, tilePixels: 64 });
      const reader = syntheticReader(small, { bands: 2 });
      const { bands } = await reader.readTile(wholeWindow(small));
      for (let pixel = 0; pixel < 1200; pixel++) {
        const cloud = 1 / (1 + Math.exp(-20 * ((bands[0]![pixel]! - 1000) / 10000 - 0.3)));
        expect(Math.abs(planes[3 * 1200 + pixel]! - 255 * cloud)).toBeLessThan(0.6);
        expect(Math.abs(planes[pixel]! - 255 * (1 - cloud))).toBeLessThan(0.6);
      }
    } finally {
      await on.close();
    }
  });
});

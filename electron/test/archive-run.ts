import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeManifest } from '../engine/archive/manifest.ts';
import { type AttemptResult, type ResultKind, resultText, writeResult } from '../engine/archive/result.ts';
import { type Run, writeRun } from '../engine/archive/run-file.ts';
import { indexName, runFolder } from '../engine/archive/run-folder.ts';
import { disk } from '../engine/core/disk.ts';
import { OWNER } from '../engine/core/owner.ts';

/** How a product of the run stands; `running` by this process, `left` by one that has ended. */
export type TestState = ResultKind | 'running' | 'left' | 'waiting';

export interface TestProduct {
  readonly state: TestState;
  /** By default `product-INDEX`. */
  readonly id?: string;
  readonly tile: string;
  /** Upper left corner of a footprint of 1 by 1 degrees. */
  readonly corner: readonly [lon: number, lat: number];
  readonly day?: string;
}

/** Why products fail here, by their place in the run. */
const ERRORS: Readonly<Partial<Record<TestState, AttemptResult['error']>>> = {
  broken: { name: 'ProductError', message: 'B04.jp2 is truncated (12 of 98 kB).', remedy: 'Download it again.' },
  failed: { name: 'ExportError', message: 'The disk of /scratch is full.', remedy: 'Free some space there.' },
  died: { name: 'EngineDeathError', message: 'The worker on node-17 (process 4711) died or was killed.' },
};

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1);

/** What a run says of itself; the rest of its recipe is what a plan has without options. */
export function testRun(changes: Partial<Run>): Run {
  return {
    ...{ kind: 'nephoscope archive', layout: 1, id: 'abcd', createdAt: '', version: '0', packs: {}, bytes: 4 },
    settings: {
      recipe: {
        ...{ grid: 20, pack: null, parameters: null, formats: ['cog', 'stac'], cleanedBands: [], cleanedGrid: 20 },
        ...{ cloudyClasses: ['cloud'], cleanedStack: false, simplifyMetres: null },
      },
      parameters: { thresholds: {}, bufferMetres: {} },
      area: { kind: 'scene' },
      device: 'cpu',
    },
    products: 4,
    needs: { memoryBytes: 1, secondsPerProduct: 1, threads: 1, basis: '' },
    ...changes,
  };
}

/** Writes the folder of a run whose products stand as they are said to; each of them is the product at `place`. */
export async function writeArchiveRun(path: string, place: string, products: readonly TestProduct[]): Promise<void> {
  const folder = runFolder(path);
  await mkdir(folder.staging, { recursive: true });
  await mkdir(folder.leases, { recursive: true });
  const writer = await writeManifest(folder);
  for (const [index, { state, id = `product-${index}`, tile, corner, day = '2024-05-06' }] of products.entries()) {
    const [west, north] = corner;
    await writer.add({
      ...{ index, id, place, granule: null, bytes: 1, level: 'L2A', outputs: [], hash: 'h', tile },
      sensingTime: `${day}T10:10:31Z`,
      footprint: [
        [west, north],
        [west + 1, north],
        [west + 1, north - 1],
        [west, north - 1],
        [west, north],
      ],
    });
    if (state === 'waiting') continue;
    if (state === 'running' || state === 'left') {
      const owner = state === 'running' ? OWNER : OWNER.replace(/-\d+-/, '-4194304-');
      const holder = { index, owner, host: 'node-17', process: 4711, job: null, restarts: 0 };
      const text = JSON.stringify({ ...holder, startedAt: new Date(BEGIN).toISOString() });
      await disk.write(join(folder.leases, `${indexName(index)}.json`), text);
      continue;
    }
    const endedAt = new Date(BEGIN + index * MINUTE).toISOString();
    const result: AttemptResult = {
      ...{ index, id, kind: state, hash: 'h', startedAt: endedAt, endedAt, seconds: 40, maskSeconds: 39 },
      ...{ host: 'node-17', worker: 'w', version: '', files: [], pack: null, grid: 20, peakMemoryBytes: null },
      warnings: [],
      percent: state === 'done' ? { clear: 61.25, cloud: 20, semi: 10, shadow: 8.75, missing: 0 } : null,
      error: ERRORS[state] ?? null,
    };
    await writeResult(folder, result);
    if (state !== 'done') continue;
    await mkdir(join(folder.masks, id), { recursive: true });
    await disk.write(join(folder.masks, id, 'result.json'), resultText(result));
  }
  await writer.finish();
  await writeRun(folder, testRun({ products: products.length, bytes: 6 }));
}

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CancelledError } from '../core/errors.ts';
import { loadPack } from '../model/packs.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { computeProbabilities } from './probabilities.ts';
import { createWorkbench } from './workbench.ts';

const SAMPLE = 'build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';

let folder: string;
let product: Product;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-probabilities-'));
  product = await openProduct(SAMPLE);
});
afterAll(async () => {
  await product.close();
  await rm(folder, { recursive: true, force: true });
});

/** Processes of networks that this one has started. */
const networks = (): number[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('network-host'))
    .map((line) => Number.parseInt(line, 10));

// A machine that is too slow for a tile to end within two seconds is one whose network does not run at all.
it.skipIf(process.platform === 'win32')(
  'is not cancelled with the job before it, whose tile does not end and takes the network with it',
  async () => {
    const bench = createWorkbench({ packFolders: ['models'], cacheFolder: folder, threads: 1 });
    const pack = await loadPack('models/nephos-l2a-int8');
    const compute = (gridMetres: 20 | 60, signal?: AbortSignal) =>
      computeProbabilities(bench, { product, pack, gridMetres }, { device: 'cpu', signal });
    await (await compute(60)).report.written;
    const held = networks();
    for (const pid of held) process.kill(pid, 'SIGSTOP');
    const leaving = new AbortController();
    const first = compute(20, leaving.signal);
    // A busy machine takes its time until the network has the tile.
    setTimeout(() => leaving.abort(), 5000);
    await expect(first).rejects.toThrow(CancelledError);
    const { report, store } = await compute(20);
    await report.written;
    expect(store.isComplete()).toBe(true);
    // The one that was held is not there any more.
    expect(networks().filter((pid) => held.includes(pid))).toEqual([]);
    await bench.close();
  },
);

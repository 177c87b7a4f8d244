import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildChild } from '../../test/build-child.ts';
import { wholeWindow } from '../core/grid.ts';
import { chooseSession } from './choose-session.ts';
import { fixturePack, syntheticReader, testGrid } from './fixtures/synthetic.ts';
import { runInference } from './inference.ts';
import { deviceWords } from './network-errors.ts';
import { loadPack } from './packs.ts';
import { probabilityKey } from './probability-store.ts';
import { availableProviders } from './providers.ts';
import { openSession } from './session.ts';
import { openProbabilityStore } from './store.ts';
import { planFor } from './tiling.ts';

let program: string;
let folder: string;
beforeAll(async () => {
  program = await buildChild('process');
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-process-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the child; `killAfter` kills it with SIGKILL once it has printed so many lines. Returns its lines. */
function child(args: string[], options: { killAfter?: number; env?: NodeJS.ProcessEnv } = {}): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    running.stdout.on('data', (chunk) => {
      text += chunk;
      if (options.killAfter && text.split('\n').length > options.killAfter) running.kill('SIGKILL');
    });
    running.on('error', reject);
    running.on('close', () => resolve(text.trim().split('\n')));
  });
}

describe('a killed run', () => {
  it('goes on where it was, and ends with the same bytes', async () => {
    const pack = await loadPack(fixturePack('tiny-unet'));
    const cache = join(folder, 'cache');
    const grid = testGrid(301, 230);
    const plan = planFor(pack, grid);
    const open = (key: string) => openProbabilityStore(cache, { key, grid, plan });
    const key = probabilityKey({ contentKey: 'killed' }, pack, grid);
    const total = (plan.columns.length - 1) * (plan.rows.length - 1);
    for (const killAfter of [2, 4, 7]) {
      const before = (await open(key)).missingTiles().length;
      await child(['infer', pack.folder, cache], { killAfter });
      const after = (await open(key)).missingTiles().length;
      expect(after).toBeLessThanOrEqual(before);
      expect(after).toBeGreaterThan(0);
    }
    const left = (await open(key)).missingTiles().length;
    expect(left).toBeLessThan(total - 3);
    const lines = await child(['infer', pack.folder, cache]);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ reusedTiles: total - left, computedTiles: left });
    const resumed = await open(key);
    expect(resumed.isComplete()).toBe(true);
    expect(
      (await readdir(resumed.folder)).filter((name) => !/^(meta\.json|lease-.*|\d+-\d+\.npt)$/.test(name)),
    ).toEqual([]);

    const session = await openSession(pack, { provider: 'cpu', threads: 1 });
    const store = await open('in one go');
    await (await runInference({ session, reader: syntheticReader(grid), store })).written;
    await session.close();
    const [a, b] = await Promise.all([resumed, store].map((each) => each.readWindow(wholeWindow(grid))));
    expect(Buffer.compare(a!.planes, b!.planes)).toBe(0);
  });
});

it('several runs fill one fresh store at a time, each to its end', async () => {
  const pack = await loadPack(fixturePack('tiny-unet'));
  for (const cache of ['together-1', 'together-2']) {
    const runs = [1, 2, 3].map(() => child(['infer', pack.folder, join(folder, cache)]));
    for (const lines of await Promise.all(runs))
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ emptyTiles: expect.any(Number), written: {} });
  }
});

/** Chromium brings a Vulkan driver that computes on the CPU. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = join(CHROMIUM, 'vk_swiftshader_icd.json');
const haveDriver = existsSync(DRIVER) && existsSync(join(CHROMIUM, 'libvulkan.so.1'));
if (!haveDriver) console.warn(`Skipped: no software Vulkan driver (${DRIVER}).`);
const software = { VK_DRIVER_FILES: DRIVER, LD_LIBRARY_PATH: CHROMIUM };

describe.skipIf(!haveDriver)('WebGPU on a software driver', () => {
  it('agrees with the CPU when it is chosen', async () => {
    const [line] = await child(['device', fixturePack('tiny-unet'), 'webgpu'], { env: software });
    const chosen = JSON.parse(line!);
    expect(chosen.provider).toBe('webgpu');
    expect(chosen.reason).toMatch(
      /^The graphics card by WebGPU was chosen .* differs from the CPU by at most 0\.\d{4}\.$/,
    );
    expect(chosen.verified.maxDifference).toBeLessThanOrEqual(0.01);
    expect(chosen.verified.deviceSeconds).toBeGreaterThan(0);
  });

  it('is not chosen automatically, since the CPU is faster', async () => {
    const [line] = await child(['device', fixturePack('tiny-unet'), 'auto'], { env: software });
    const chosen = JSON.parse(line!);
    expect(chosen.provider).toBe('cpu');
    expect(chosen.reason).toMatch(
      /^The CPU is used\. The graphics card by WebGPU is slower than the CPU on a trial tile \([\d.]+ ms against [\d.]+ ms\)/,
    );
  });
});

describe.skipIf(process.platform !== 'linux')('without a graphics driver', () => {
  const none = { VK_DRIVER_FILES: '/nowhere.json', LD_LIBRARY_PATH: '' };

  it.skipIf(!haveDriver)('falls back to the CPU and says why', async () => {
    const env = { VK_DRIVER_FILES: '/nowhere.json', LD_LIBRARY_PATH: CHROMIUM };
    const [line] = await child(['device', fixturePack('tiny-unet'), 'auto'], { env });
    const chosen = JSON.parse(line!);
    expect(chosen).toMatchObject({ provider: 'cpu', verified: null });
    expect(chosen.reason).toMatch(
      /^The CPU is used\. The network could not be run on the graphics card by WebGPU: .*adapter/,
    );
  });

  it.skipIf(!haveDriver)('passes over a device that ended the program in an earlier trial', async () => {
    const pack = await loadPack(fixturePack('tiny-unet'));
    const trialFile = join(folder, 'trial');
    vi.stubEnv('LD_LIBRARY_PATH', CHROMIUM);
    expect(availableProviders()).toEqual(['webgpu']);
    for (const provider of availableProviders()) {
      await writeFile(trialFile, provider);
      const { session, reason } = await chooseSession(pack, { device: 'auto', threads: 1, trialFile });
      await session.close();
      expect(reason).toContain(`${deviceWords(provider, 'beginning')} ended the program when it was tried last`);
      expect(await readFile(trialFile, 'utf8')).toBe(provider);
    }
    await rm(trialFile);
    const { session } = await chooseSession(pack, { device: 'auto', threads: 1, trialFile });
    await session.close();
    await expect(readFile(trialFile)).rejects.toThrow('ENOENT');
    vi.unstubAllEnvs();
  });

  it('refuses a device that was chosen but is not there', async () => {
    const [webgpu] = await child(['device', fixturePack('tiny-unet'), 'webgpu'], { env: none });
    expect(JSON.parse(webgpu!)).toMatchObject({ error: 'DeviceError' });
    const [dml] = await child(['device', fixturePack('tiny-unet'), 'dml'], { env: none });
    expect(JSON.parse(dml!)).toMatchObject({ error: 'DeviceError' });
    expect(JSON.parse(dml!).message).toMatch(/"dml" is not part of this runtime on linux/);
  });
});

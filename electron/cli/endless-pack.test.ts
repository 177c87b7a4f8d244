import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixturePack } from '../engine/model/fixtures/synthetic.ts';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');

describe.skipIf(process.platform === 'win32')('a pack whose network never ends', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-endless-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves the command line within seconds of %s', async (signal) => {
    const out = join(folder, signal);
    const args = ['mask', SAMPLE, '--out', out, '--grid', '60', '--device', 'cpu'];
    const child = spawn(process.execPath, ['dist/cli.mjs', ...args, '--model', fixturePack('hostile/endless')], {
      env: { ...process.env, NEPHOSCOPE_CACHE: join(folder, 'cache') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await new Promise((resolve) => child.stderr.once('data', resolve));
    // By now the first tile is read, or is about to be, and the network does not come back.
    await new Promise((wait) => setTimeout(wait, 1500));
    const begin = performance.now();
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(await readdir(out)).toEqual([]);
  });
});

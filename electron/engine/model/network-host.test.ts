import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild } from '../../test/build-child.ts';
import { isAlive } from '../../test/processes.ts';
import { CancelledError, ModelPackError } from '../core/errors.ts';
import { fixturePack, syntheticReader, testGrid } from './fixtures/synthetic.ts';
import { prepareHost } from './host-process.ts';
import { runInference } from './inference.ts';
import { NetworkEndedError } from './network-errors.ts';
import { loadPack } from './packs.ts';
import { openSession } from './session.ts';
import { openProbabilityStore } from './store.ts';
import { planFor } from './tiling.ts';

const grid = testGrid(100, 100);
let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nephoscope-host-'));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

async function start(
  name: 'hostile/endless' | 'hostile/hungry' | 'tiny-unet',
  options: { memoryLimitBytes?: number } = {},
) {
  const pack = await loadPack(fixturePack(name));
  const session = await openSession(pack, { provider: 'cpu', threads: 1, ...options });
  const store = await openProbabilityStore(cache, { key: name.replace('/', ' '), grid, plan: planFor(pack, grid) });
  return { session, store, reader: syntheticReader(grid) };
}

describe("a network's process", () => {
  it('ends within seconds of a cancel, though its network never comes back', async () => {
    const { session, store, reader } = await start('hostile/endless');
    const begin = performance.now();
    await expect(runInference({ session, store, reader, signal: AbortSignal.timeout(500) })).rejects.toThrow(
      CancelledError,
    );
    await session.ended;
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(store.missingTiles().length).toBeGreaterThan(0);
  });

  it('ends within seconds of a close, too', async () => {
    const { session, store, reader } = await start('hostile/endless');
    const running = runInference({ session, store, reader });
    const refused = expect(running).rejects.toThrow();
    await new Promise((wait) => setTimeout(wait, 300));
    const begin = performance.now();
    await session.close();
    expect(performance.now() - begin).toBeLessThan(10_000);
    await refused;
  });

  it('outlives a cancel where the tile ends in time', async () => {
    const { session, store, reader } = await start('tiny-unet');
    await expect(runInference({ session, store, reader, signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    await (await runInference({ session, store, reader })).written;
    expect(store.isComplete()).toBe(true);
    expect(session.peakBytes()).toBeGreaterThan(2 ** 20);
    await session.close();
  });

  it.skipIf(process.platform === 'win32')(
    'is the one that was prepared, and another one where that has ended',
    async () => {
      prepareHost();
      prepareHost();
      const [child, ...others] = await childrenOf(process.pid, 'network-host');
      expect(others).toEqual([]);
      const { session, store, reader } = await start('tiny-unet');
      expect(await childrenOf(process.pid, 'network-host')).toEqual([child]);
      await (await runInference({ session, store, reader })).written;
      await session.close();
      prepareHost();
      const [killed] = await childrenOf(process.pid, 'network-host');
      process.kill(killed!, 'SIGKILL');
      await expect.poll(() => isAlive(killed!)).toBe(false);
      await (await start('tiny-unet')).session.close();
    },
  );

  it('is ended when it takes more memory than it may, with the numbers', async () => {
    const { session, store, reader } = await start('hostile/hungry', { memoryLimitBytes: 500 * 2 ** 20 });
    const running = runInference({ session, store, reader });
    await expect(running).rejects.toThrow(ModelPackError);
    await expect(running).rejects.toThrow(
      /^The network hungry took \d\.\d GiB of memory, more than the 0\.5 GiB that a network may take here, and was ended\.$/,
    );
    await session.ended;
  });

  it.skipIf(process.platform === 'win32')(
    'tells of its death, and leaves no one behind when its parent dies',
    async () => {
      const program = await buildChild('network-host');
      const parent = spawn(process.execPath, [program, 'infer', fixturePack('hostile/endless'), cache], {
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await new Promise((resolve) => parent.stdout.once('data', resolve));
      const children = await childrenOf(parent.pid as number);
      expect(children).toHaveLength(1);
      parent.kill('SIGKILL');
      await expect.poll(() => isAlive(children[0]!), { timeout: 10_000 }).toBe(false);

      const { session, store, reader } = await start('hostile/endless');
      const running = runInference({ session, store, reader });
      const told = expect(running).rejects.toThrow(NetworkEndedError);
      await new Promise((wait) => setTimeout(wait, 300));
      for (const pid of await childrenOf(process.pid, 'network-host')) process.kill(pid, 'SIGKILL');
      await told;
    },
  );
});

/** Process ids of the children of a process, by `ps`. */
function childrenOf(pid: number, program = ''): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const ps = spawn('ps', ['-o', 'pid=,args=', '--ppid', String(pid)]);
    ps.stdout.on('data', (chunk) => {
      text += chunk;
    });
    ps.on('error', reject);
    ps.on('close', () =>
      resolve(
        text
          .split('\n')
          .filter((line) => line.includes('network-host') && line.includes(program))
          .map((line) => Number.parseInt(line, 10)),
      ),
    );
  });
}

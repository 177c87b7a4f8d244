import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../build/dist.mjs';
import { CancelledError, ModelPackError } from '../engine/core/errors.ts';
import { wholeWindow } from '../engine/core/grid.ts';
import { workerEntry } from '../engine/core/worker-entry.ts';
import { fixturePack, syntheticReader, testGrid } from '../engine/model/fixtures/synthetic.ts';
import { startHostsBy } from '../engine/model/host-process.ts';
import { runInference } from '../engine/model/inference.ts';
import { NetworkEndedError } from '../engine/model/network-errors.ts';
import { loadPack } from '../engine/model/packs.ts';
import { openSession } from '../engine/model/session.ts';
import { openProbabilityStore } from '../engine/model/store.ts';
import { planFor } from '../engine/model/tiling.ts';
import { startHostsThrough } from './hosts-through-main.ts';
import { localAddress } from './local-address.ts';
import type { NetworkEnd, NetworkRequest } from './network-requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-through-'));
const grid = testGrid(100, 100);
const host = (address: string) =>
  spawn(process.execPath, [fileURLToPath(workerEntry('network-host')), address], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });

/** What Electron's main process does: starts a process that has no channel of Node's, and tells of its end. */
class Main extends EventEmitter {
  readonly pids: (number | undefined)[] = [];
  postMessage(message: unknown): void {
    const { id, address } = (message as NetworkRequest).startNetwork;
    const child = host(address);
    this.pids.push(child.pid);
    child.on('exit', (code) => {
      const data: NetworkEnd = { networkEnded: { id, code: code ?? 9 } };
      this.emit('message', { data });
    });
  }
}

async function open(pack: 'hostile/endless' | 'hostile/hungry' | 'tiny-unet', key: string, memoryLimitBytes?: number) {
  const loaded = await loadPack(fixturePack(pack));
  const session = await openSession(loaded, { provider: 'cpu', threads: 1, memoryLimitBytes });
  const store = await openProbabilityStore(join(folder, 'cache'), { key, grid, plan: planFor(loaded, grid) });
  return { session, store, reader: syntheticReader(grid) };
}

async function compute(key: string): Promise<Uint8Array> {
  const { session, store, reader } = await open('tiny-unet', key);
  await (await runInference({ session, store, reader })).written;
  await session.close();
  await session.ended;
  return (await store.readWindow(wholeWindow(grid))).planes;
}

describe('a network whose process the main process starts', () => {
  const main = new Main();
  let forked: Uint8Array;
  beforeAll(async () => {
    await buildIfStale();
    forked = await compute('forked');
    startHostsBy(startHostsThrough(main, folder));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('computes what a forked one does', async () => {
    const planes = await compute('through');
    expect(main.pids).toHaveLength(1);
    expect(planes.some((value) => value > 0)).toBe(true);
    expect(Buffer.compare(planes, forked)).toBe(0);
  });

  it('ends within seconds of a cancel, though it never comes back', async () => {
    const { session, store, reader } = await open('hostile/endless', 'endless');
    const signal = AbortSignal.timeout(500);
    await expect(runInference({ session, store, reader, signal })).rejects.toThrow(CancelledError);
    await session.ended;
  });

  it('is ended when it takes more memory than it may', async () => {
    const { session, store, reader } = await open('hostile/hungry', 'hungry', 500 * 2 ** 20);
    await expect(runInference({ session, store, reader })).rejects.toThrow(ModelPackError);
    await session.ended;
  });

  it('tells of its death', async () => {
    const { session, store, reader } = await open('hostile/endless', 'killed');
    const told = expect(runInference({ session, store, reader })).rejects.toThrow(NetworkEndedError);
    process.kill(main.pids.at(-1) as number, 'SIGKILL');
    await told;
    await session.ended;
  });

  it('ends itself where nobody listens, and when the engine has gone', async () => {
    const address = localAddress(folder, 'gone');
    await once(host(address), 'exit');
    const server = createServer().listen(address);
    await once(server, 'listening');
    const child = host(address);
    const [connection] = await once(server, 'connection');
    connection.destroy();
    await once(child, 'exit');
    server.close();
  });
});

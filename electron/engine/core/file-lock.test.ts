import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { CancelledError } from './errors.ts';
import { endWaitsOn, sweepFileLock, withFileLock } from './file-lock.ts';
import { HOST, OWNER } from './owner.ts';

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  return { ...real, link: vi.fn(real.link) };
});

/** Reads a lock as often as it can, until it is told that it is enough; then tells what it has read. */
const WATCHER = `
  const { readFileSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const seen = new Set();
  let isEnough = false;
  parentPort.once('message', () => { isEnough = true; });
  const read = () => { try { seen.add(readFileSync(workerData, 'utf8')); } catch {} };
  const watch = () => {
    for (let k = 0; k < 100; k++) read();
    if (isEnough) parentPort.postMessage([...seen]);
    else setImmediate(watch);
  };
  watch();
`;
const DEAD = `${HOST}-${2 ** 22 + 1}-0`;
const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

it('lets one at a time work, and leaves no file', async () => {
  await withFolder(async (folder) => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await wait(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 6 }, () => withFileLock(join(folder, 'a'), work)));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('is never seen without its owner', async () => {
  await withFolder(async (folder) => {
    const lock = join(folder, 'a.lock');
    const watcher = new Worker(WATCHER, { eval: true, workerData: lock });
    for (let k = 0; k < 300; k++) await withFileLock(join(folder, 'a'), async () => undefined);
    const seen = new Promise<string[]>((tell) => watcher.once('message', tell));
    watcher.postMessage('enough');
    expect(await seen).toEqual([OWNER]);
  });
});

it('works on a disk without second names', async () => {
  await withFolder(async (folder) => {
    vi.mocked(link).mockImplementation(async () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    });
    let inside = 0;
    const work = async () => {
      expect([++inside, readFileSync(join(folder, 'a.lock'), 'utf8')]).toEqual([1, OWNER]);
      await wait(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 6 }, () => withFileLock(join(folder, 'a'), work)));
    vi.mocked(link).mockRestore();
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('removes what killed processes left while they took it, and nothing of those that live', async () => {
  await withFolder(async (folder) => {
    const living = `a.lock.01234567.${HOST}-${process.ppid}-0.part`;
    for (const name of [`a.lock.01234567.${DEAD}.part`, `a.lock.89abcdef.${DEAD}.part`, living])
      writeFileSync(join(folder, name), '');
    await withFileLock(join(folder, 'a'), async () => undefined);
    expect(readdirSync(folder)).toEqual([living]);
    writeFileSync(join(folder, `a.lock.01234567.${DEAD}.part`), '');
    await sweepFileLock(join(folder, 'a'));
    expect(readdirSync(folder)).toEqual([living]);
  });
});

it('names what was to be locked where no lock can be made', async () => {
  const path = '/proc/self/no-such-folder/a';
  await expect(withFileLock(path, async () => undefined)).rejects.toMatchObject({ code: 'ENOENT', path });
});

it('is waited for no longer than is wanted', async () => {
  await withFolder(async (folder) => {
    const stop = new AbortController();
    await withFileLock(join(folder, 'a'), async () => {
      const second = withFileLock(join(folder, 'a'), async () => 'worked', stop.signal);
      await wait(30);
      stop.abort();
      await expect(second).rejects.toThrow(CancelledError);
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('is waited for no longer by a process that was interrupted', async () => {
  await withFolder(async (folder) => {
    const interrupt = new AbortController();
    endWaitsOn(interrupt.signal);
    try {
      await withFileLock(join(folder, 'a'), async () => {
        const second = withFileLock(join(folder, 'a'), async () => 'worked');
        await wait(30);
        interrupt.abort();
        await expect(second).rejects.toThrow(CancelledError);
      });
    } finally {
      endWaitsOn(new AbortController().signal);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('takes the lock of a dead process at once, and sweeps it alone', async () => {
  await withFolder(async (folder) => {
    const lock = join(folder, 'a.lock');
    writeFileSync(lock, DEAD);
    await withFileLock(join(folder, 'a'), async () => undefined);
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, OWNER);
    await sweepFileLock(join(folder, 'a'));
    expect(existsSync(lock)).toBe(true);
    writeFileSync(lock, DEAD);
    await sweepFileLock(join(folder, 'a'));
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('keeps the lock of work that takes longer than a lock is waited for', async () => {
  await withFolder(async (folder) => {
    const lock = join(folder, 'a.lock');
    let isWorking = true;
    const first = withFileLock(join(folder, 'a'), async () => {
      // As if it had been taken that long ago.
      utimesSync(lock, 1, Date.now() / 1000 - 2);
      await wait(4000);
      isWorking = false;
    });
    while (!existsSync(lock)) await wait(1);
    await withFileLock(join(folder, 'a'), async () => expect(isWorking).toBe(false));
    await first;
  });
});

it('takes no lock away that another one has taken meanwhile', async () => {
  await withFolder(async (folder) => {
    const lock = join(folder, 'a.lock');
    const other = `${HOST}-${process.ppid}-0`;
    await withFileLock(join(folder, 'a'), async () => writeFileSync(lock, other));
    expect(existsSync(lock)).toBe(true);
  });
});

// Each waits some seconds.
describe.concurrent('a lock of another machine', () => {
  const FOREIGN = 'deadbeef-12-abc';

  it.each([
    ['long ago', -1e6],
    ['a year ahead of our clock', 3e7],
  ])(
    'is taken where its owner, last seen %s, touches it no more',
    async (_, secondsAhead) => {
      await withFolder(async (folder) => {
        const lock = join(folder, 'a.lock');
        writeFileSync(lock, FOREIGN);
        const then = Date.now() / 1000 + secondsAhead;
        utimesSync(lock, then, then);
        const since = performance.now();
        await withFileLock(join(folder, 'a'), async () => expect(performance.now() - since).toBeGreaterThan(4900));
        expect(readdirSync(folder)).toEqual([]);
      });
    },
    15_000,
  );

  it('is left alone while its clock, an hour behind ours, goes on', async () => {
    await withFolder(async (folder) => {
      const lock = join(folder, 'a.lock');
      let hasEnded = false;
      const touch = () => utimesSync(lock, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
      writeFileSync(lock, FOREIGN);
      touch();
      const beating = setInterval(touch, 1000);
      setTimeout(() => {
        hasEnded = true;
        clearInterval(beating);
        rmSync(lock);
      }, 7000);
      await withFileLock(join(folder, 'a'), async () => expect(hasEnded).toBe(true));
    });
  }, 15_000);
});

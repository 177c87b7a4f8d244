import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { CancelledError } from './errors.ts';
import { endWaitsOn, sweepFileLock, withFileLock } from './file-lock.ts';
import { HOST, OWNER } from './owner.ts';

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

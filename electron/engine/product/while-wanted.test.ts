import { setTimeout as after } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { SAMPLE_SAFE } from '../../test/zarr-stores.ts';
import { CancelledError } from '../core/errors.ts';
import { openProduct } from './open.ts';
import { requireWanted, whileWanted } from './while-wanted.ts';

const disk = vi.hoisted(() => ({ milliseconds: 0, reads: 0, open: 0 }));

// Every read takes as long as on a disk that is waking up, or at the other end of a slow network.
vi.mock('../core/plain-file.ts', async (original) => {
  const real = await original<typeof import('../core/plain-file.ts')>();
  return {
    ...real,
    async openPlainFile(path: string) {
      const { handle, size } = await real.openPlainFile(path);
      disk.open++;
      const read = async (...args: Parameters<typeof handle.read>) => {
        disk.reads++;
        await after(disk.milliseconds);
        return handle.read(...args);
      };
      const close = () => {
        disk.open--;
        return handle.close();
      };
      return { handle: { read, close }, size };
    },
  };
});

beforeEach(() => {
  Object.assign(disk, { milliseconds: 0, reads: 0, open: 0 });
});

it('gives up a product on a slow disk at once, begins no read after that, and leaves no file open', async () => {
  disk.milliseconds = 200;
  const giveUp = new AbortController();
  const opened = openProduct(SAMPLE_SAFE.L2A, { signal: giveUp.signal });
  await vi.waitFor(() => expect(disk.reads).toBeGreaterThan(3), 5000);
  const begin = performance.now();
  giveUp.abort();
  await expect(opened).rejects.toBeInstanceOf(CancelledError);
  expect(performance.now() - begin).toBeLessThan(150);
  const { reads } = disk;
  await vi.waitFor(() => expect(disk.open).toBe(0));
  await after(450);
  expect(disk.reads).toBe(reads);
});

it('lets a product that is open be read after its signal has fired', async () => {
  const signal = new AbortController();
  const product = await openProduct(SAMPLE_SAFE.L2A, { signal: signal.signal });
  signal.abort();
  expect(await product.changedFiles()).toEqual([]);
  const source = await product.bands.B02![0]!.open();
  expect(await source.read(0, 4)).toHaveLength(4);
  await source.close();
  await product.close();
  await expect(openProduct(SAMPLE_SAFE.L2A, { signal: signal.signal })).rejects.toBeInstanceOf(CancelledError);
});

it('closes what was opened although it was given up', async () => {
  const giveUp = new AbortController();
  const close = vi.fn(async () => undefined);
  const opened = whileWanted(giveUp.signal, async () => {
    await after(50);
    return { close };
  });
  giveUp.abort();
  await expect(opened).rejects.toBeInstanceOf(CancelledError);
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
});

it('gives one opening up, and only that, when another has ended meanwhile', async () => {
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
  const asked: string[] = [];
  const openAfter = (name: string, milliseconds: number) => async () => {
    for (let i = 0; i < 4; i++) {
      await after(milliseconds);
      requireWanted();
      asked.push(name);
    }
    return { close: async () => undefined };
  };
  const quick = whileWanted(first.signal, openAfter('first', 1));
  const slow = whileWanted(second.signal, openAfter('second', 40));
  const other = whileWanted(third.signal, openAfter('third', 40));
  await quick;
  second.abort();
  await expect(slow).rejects.toBeInstanceOf(CancelledError);
  await other;
  expect(asked.filter((name) => name === 'second').length).toBeLessThan(4);
  expect(asked.filter((name) => name === 'third')).toHaveLength(4);
});

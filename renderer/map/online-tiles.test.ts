import { expect, test } from 'vitest';
import { createOnlineTiles } from './online-tiles.ts';

function service() {
  const seen = { asked: 0, lost: 0, back: 0 };
  let isThere = true;
  let time = 0;
  const tiles = createOnlineTiles({
    fetchTile: async (url) => {
      seen.asked++;
      if (!isThere) throw new Error('offline');
      return url;
    },
    onLost: () => {
      seen.lost++;
    },
    onBack: () => {
      seen.back++;
    },
    now: () => time,
  });
  return {
    seen,
    tiles,
    load: (url = 'a', signal = new AbortController().signal) => tiles.load(url, signal),
    goes: (there: boolean) => {
      isThere = there;
    },
    waits: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

test('a service that is away is told of once, and left alone for a while', async () => {
  const { seen, load, goes, waits } = service();
  expect(await load()).toBe('a');
  goes(false);
  for (let count = 0; count < 20; count++) expect(await load()).toBeNull();
  expect(seen).toEqual({ asked: 4, lost: 1, back: 0 });
  waits(31);
  for (let count = 0; count < 20; count++) await load();
  expect(seen).toEqual({ asked: 5, lost: 1, back: 0 });
  goes(true);
  waits(31);
  expect(await load('b')).toBe('b');
  expect(await load('c')).toBe('c');
  expect(seen).toEqual({ asked: 7, lost: 1, back: 1 });
});

test('a single missing tile is no word worth', async () => {
  const { seen, load, goes } = service();
  for (const there of [false, false, true, false, true, false]) {
    goes(there);
    await load();
  }
  expect(seen).toEqual({ asked: 6, lost: 0, back: 0 });
});

test('when the network comes back the pause ends', async () => {
  const { seen, tiles, load, goes } = service();
  goes(false);
  for (let count = 0; count < 3; count++) await load();
  goes(true);
  tiles.wake();
  expect(await load()).toBe('a');
  expect(seen).toEqual({ asked: 4, lost: 1, back: 1 });
});

test('what was given up does not count', async () => {
  const { seen, load, goes } = service();
  goes(false);
  for (let count = 0; count < 5; count++) await expect(load('a', AbortSignal.abort())).rejects.toThrow('offline');
  expect(seen.lost).toBe(0);
});

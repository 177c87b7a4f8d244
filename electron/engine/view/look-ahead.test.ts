import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLookAhead, type DrawTile, type LookAhead } from './look-ahead.ts';

const REST = 5;
const signal = new AbortController().signal;
let ahead: LookAhead;
let drawn: string[];
let urgent: string[];
let busy = false;
afterEach(() => ahead.close());

const draw: DrawTile = async ({ zoom, column, row }, { signal: stop, isUrgent }) => {
  drawn.push(`${zoom}/${column}/${row}`);
  if (isUrgent) urgent.push(drawn.at(-1)!);
  await sleep(2);
  stop.throwIfAborted();
  return new Uint8ClampedArray(new ArrayBuffer(4));
};

function start(): void {
  drawn = [];
  urgent = [];
  busy = false;
  ahead = createLookAhead({ isBusy: () => busy, restMilliseconds: REST });
}

const look = (column: number, row: number, picture = 'a', zoom = 5) =>
  ahead.tile(picture, { zoom, column, row }, draw, signal);

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await sleep(5);
  expect(condition()).toBe(true);
}

describe('looking ahead', () => {
  it('draws the tiles around those in view, and has them when they are asked for', async () => {
    start();
    await Promise.all([look(3, 3), look(4, 3)]);
    expect(drawn).toEqual(['5/3/3', '5/4/3']);
    await until(() => drawn.length === 30);
    expect(new Set(drawn).size).toBe(30);
    const [beside, beyond] = [drawn.slice(2, 12), drawn.slice(12)];
    expect(beside.every((tile) => /^5\/[2-5]\/[2-4]$/.test(tile))).toBe(true);
    expect(beyond.every((tile) => /^5\/[1-6]\/[1-5]$/.test(tile))).toBe(true);
    expect(urgent).toEqual(['5/3/3', '5/4/3']);
    await sleep(10);
    expect((await look(6, 5)).length).toBe(4);
    expect(drawn).toHaveLength(30);
  });

  it('goes the short way round the globe over the date line', async () => {
    start();
    await Promise.all([look(0, 3), look(31, 3)]);
    await until(() => drawn.length === 30);
    await sleep(10);
    expect(new Set(drawn).size).toBe(30);
    expect(drawn.every((tile) => /^5\/(29|30|31|0|1|2)\/[1-5]$/.test(tile))).toBe(true);
  });

  it('draws no more than is kept, however far apart tiles are, and lets a request in between', async () => {
    start();
    let [count, atNextTurn] = [0, 0];
    const empty: DrawTile = async () => {
      if (++count === 3) setImmediate(() => (atNextTurn = count));
      return new Uint8ClampedArray(new ArrayBuffer(4));
    };
    await Promise.all([0, 400].map((column) => ahead.tile('a', { zoom: 12, column, row: 9 }, empty, signal)));
    await until(() => count === 2 + 192);
    expect(atNextTurn).toBeLessThan(10);
    await sleep(20);
    expect(count).toBe(2 + 192);
  });

  it('stays on the map', async () => {
    start();
    await look(0, 0, 'a', 1);
    await until(() => drawn.length === 4);
    await sleep(30);
    expect(drawn.sort()).toEqual(['1/0/0', '1/0/1', '1/1/0', '1/1/1']);
  });

  it('gives way, and goes on after a rest', async () => {
    start();
    await look(3, 3);
    await until(() => drawn.length >= 3);
    await ahead.giveWay();
    const count = drawn.length;
    expect(count).toBeLessThan(25);
    await until(() => new Set(drawn).size === 25);
  });

  it('is not begun again between requests for other work that come one after the other', async () => {
    start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await look(3, 3);
    for (let i = 0; i < 10; i++) {
      await ahead.giveWay();
      vi.advanceTimersByTime(1.5 * REST);
    }
    expect(drawn).toEqual(['5/3/3']);
    vi.advanceTimersByTime(REST);
    vi.useRealTimers();
    await until(() => drawn.length === 25);
  });

  it('does nothing while a job runs', async () => {
    start();
    busy = true;
    await look(3, 3);
    await sleep(8 * REST);
    expect(drawn).toEqual(['5/3/3']);
  });

  it('begins once the job has ended, and goes on where another one interrupted it', async () => {
    start();
    busy = true;
    await look(3, 3);
    await sleep(4 * REST);
    busy = false;
    await until(() => drawn.length >= 3);
    busy = true;
    await sleep(4 * REST);
    const count = drawn.length;
    expect(count).toBeLessThan(25);
    busy = false;
    await until(() => drawn.length === 25);
    expect(new Set(drawn).size).toBe(25);
  });

  it('keeps nothing of a picture that is forgotten', async () => {
    start();
    await look(3, 3, 'scene one');
    await until(() => drawn.length === 25);
    await sleep(10);
    await ahead.forget('scene ');
    await look(3, 4, 'scene one');
    expect(drawn).toHaveLength(26);
  });

  it('leaves a tile that cannot be drawn to who asks for it', async () => {
    start();
    const fail: DrawTile = async (at, options) => {
      if (at.column === 4) throw new Error(`no tile ${drawn.push('broken')}`);
      return draw(at, options);
    };
    await ahead.tile('a', { zoom: 5, column: 3, row: 3 }, fail, signal);
    await until(() => drawn.length === 25);
    expect(drawn.filter((tile) => tile === 'broken')).toHaveLength(5);
    await expect(ahead.tile('a', { zoom: 5, column: 4, row: 3 }, fail, signal)).rejects.toThrow('no tile');
  });
});

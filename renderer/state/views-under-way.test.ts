import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useUi } from './ui.ts';
import { untilDrawn, viewAsked, viewEnded } from './views-under-way.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const overlay of ['left', 'right']) viewEnded(overlay);
  vi.useRealTimers();
});

async function isOver(work: Promise<void>): Promise<boolean> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

it('waits for the views of a product and for no others', async () => {
  expect(await isOver(untilDrawn('p1'))).toBe(true);
  viewAsked('left', 'p1');
  viewAsked('right', 'p2');
  viewAsked('left', 'p1');
  const work = untilDrawn('p1');
  expect(await isOver(work)).toBe(false);
  viewEnded('right');
  expect(await isOver(work)).toBe(false);
  viewEnded('left');
  expect(await isOver(work)).toBe(true);
});

it('has the window say that a view is waited for, where it takes long', async () => {
  const isSaid = () => useUi.getState().masksPending;
  viewAsked('left', 'p1');
  await vi.advanceTimersByTimeAsync(300);
  viewEnded('left');
  viewAsked('right', 'p1');
  await vi.advanceTimersByTimeAsync(300);
  expect(isSaid()).toBe(false);
  viewAsked('left', 'p1');
  await vi.advanceTimersByTimeAsync(100);
  expect(isSaid()).toBe(true);
  viewEnded('right');
  expect(isSaid()).toBe(true);
  viewEnded('left');
  expect(isSaid()).toBe(false);
});

it('waits for no longer than a second', async () => {
  viewAsked('left', 'p1');
  const work = untilDrawn('p1');
  await vi.advanceTimersByTimeAsync(990);
  expect(await isOver(work)).toBe(false);
  await vi.advanceTimersByTimeAsync(10);
  expect(await isOver(work)).toBe(true);
});

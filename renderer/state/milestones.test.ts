import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMilestones } from './milestones.ts';

const milestones = createMilestones();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether waiting for a product is over, and how to look. */
function waitFor(product: string) {
  const state = { over: false };
  void milestones.until(product, 1000).then(() => {
    state.over = true;
  });
  return async () => {
    await vi.advanceTimersByTimeAsync(0);
    return state.over;
  };
}

test('those who wait go on when their own product has come so far', async () => {
  const [first, second, other] = [waitFor('a'), waitFor('a'), waitFor('b')];
  milestones.reached('a');
  expect([await first(), await second(), await other()]).toEqual([true, true, false]);
  expect(await waitFor('a')()).toBe(true);
});

test('nobody waits for ever', async () => {
  const isOver = waitFor('c');
  await vi.advanceTimersByTimeAsync(999);
  expect(await isOver()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isOver()).toBe(true);
});

test('a product that was closed is waited for again', async () => {
  milestones.reached('d');
  milestones.forget('d');
  expect(await waitFor('d')()).toBe(false);
});

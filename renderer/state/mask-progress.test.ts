import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takePart } from './mask-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes in parts after a while, the newest of them', () => {
  const taken: number[] = [];
  for (const part of [1, 2, 3]) {
    takePart('mask', false, () => taken.push(part));
    vi.advanceTimersByTime(200);
  }
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(taken).toEqual([3]);
  takePart('mask', false, () => taken.push(4));
  vi.advanceTimersByTime(800);
  expect(taken).toEqual([3, 4]);
});

it('takes in a whole mask at once, and nothing of it afterwards', () => {
  const taken: string[] = [];
  takePart('mask', false, () => taken.push('part'));
  takePart('another mask', false, () => taken.push('another'));
  takePart('mask', true, () => taken.push('whole'));
  expect(taken).toEqual(['whole']);
  vi.advanceTimersByTime(1000);
  expect(taken).toEqual(['whole', 'another']);
});

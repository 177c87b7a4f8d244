import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takePart } from './mask-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes in parts after a while, the newest of them', () => {
  const taken: number[] = [];
  for (const part of [1, 2, 3]) {
    takePart('mask', part / 100, () => taken.push(part));
    vi.advanceTimersByTime(200);
  }
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(taken).toEqual([3]);
  takePart('mask', 0.04, () => taken.push(4));
  vi.advanceTimersByTime(800);
  expect(taken).toEqual([3, 4]);
});

it('takes in a whole mask at once, and nothing of it afterwards', () => {
  const taken: string[] = [];
  takePart('mask', 0.25, () => taken.push('part'));
  takePart('another mask', 0.25, () => taken.push('another'));
  takePart('mask', 1, () => taken.push('whole'));
  expect(taken).toEqual(['whole']);
  vi.advanceTimersByTime(1000);
  expect(taken).toEqual(['whole', 'another']);
});

it('waits for a mask that its parts tell will be whole soon, and takes them in where it is not', () => {
  const taken: number[] = [];
  for (const fraction of [0.25, 0.5]) {
    takePart('mask', fraction, () => taken.push(fraction));
    vi.advanceTimersByTime(450);
  }
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(700);
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(taken).toEqual([0.5]);
});

import { expect, test } from 'vitest';
import { drafted, recorded, redone, shown, startHistory, undone } from './history.ts';

test('a drag of many drafts is one step back', () => {
  let history = startHistory(10);
  for (const value of [11, 12, 13]) history = drafted(history, value);
  expect(shown(history)).toBe(13);
  history = recorded(history, 13);
  expect(shown(undone(history))).toBe(10);
});

test('redo brings back what undo took', () => {
  const history = recorded(recorded(startHistory('a'), 'b'), 'c');
  expect(shown(redone(undone(undone(history))))).toBe('b');
  expect(shown(redone(redone(undone(undone(history)))))).toBe('c');
});

test('a new step forgets what was undone', () => {
  const history = recorded(undone(recorded(startHistory(1), 2)), 3);
  expect(history.future).toEqual([]);
  expect(shown(undone(history))).toBe(1);
});

test('the same value again makes no step', () => {
  const history = recorded(startHistory({ a: 1 }), { a: 1 });
  expect(history.past).toEqual([]);
});

test('undo at the beginning and redo at the end change nothing', () => {
  const history = startHistory(1);
  expect(shown(undone(history))).toBe(1);
  expect(shown(redone(history))).toBe(1);
});

test('undo in the middle of a drag drops the draft', () => {
  const history = drafted(recorded(startHistory(1), 2), 5);
  expect(shown(undone(history))).toBe(1);
});

test('keeps the last hundred steps', () => {
  let history = startHistory(0);
  for (let step = 1; step <= 150; step++) history = recorded(history, step);
  expect(history.past).toHaveLength(100);
  expect(history.past[0]).toBe(50);
});

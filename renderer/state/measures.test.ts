import { beforeEach, expect, test } from 'vitest';
import {
  addCorner,
  cancelMeasure,
  clearMeasures,
  endMeasure,
  measureKind,
  pointAt,
  removeLastCorner,
  useMeasures,
} from './measures.ts';
import { measuresPart } from './project/measures-part.ts';

beforeEach(() => {
  clearMeasures();
  measureKind('distance');
});

test('a measure is kept when it has corners enough, and several stay', () => {
  addCorner([7, 50]);
  expect(endMeasure()).toBe(false);
  addCorner([7, 50]);
  addCorner([7, 50]);
  addCorner([8, 50]);
  expect(endMeasure()).toBe(true);
  measureKind('area');
  addCorner([7, 50]);
  addCorner([8, 50]);
  expect(endMeasure()).toBe(false);
  expect(useMeasures.getState().list.map(({ kind, corners }) => [kind, corners.length])).toEqual([['distance', 2]]);
});

test('the last corner is taken back, and the whole is given up', () => {
  pointAt([1, 1]);
  expect(useMeasures.getState().pointer).toBeNull();
  addCorner([7, 50]);
  pointAt([7.5, 50]);
  addCorner([8, 50]);
  removeLastCorner();
  expect(useMeasures.getState().draft).toEqual([[7, 50]]);
  expect(cancelMeasure()).toBe(true);
  expect(cancelMeasure()).toBe(false);
});

test('the project keeps them, and leaves out what is none', () => {
  addCorner([7, 50]);
  addCorner([8, 50]);
  endMeasure();
  const kept = JSON.parse(JSON.stringify(measuresPart.get()));
  clearMeasures();
  measuresPart.put([...kept, { id: 'x', kind: 'volume', corners: [[1, 2]] }, 'far']);
  expect(measuresPart.get()).toEqual(kept);
  measuresPart.put(undefined);
  expect(measuresPart.get()).toEqual([]);
});

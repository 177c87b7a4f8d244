import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiCorrection, ProductDetail } from '../api/types.ts';
import {
  chooseCorrection,
  chosenAfter,
  chosenCorrection,
  followCorrections,
  nextOf,
  reclassCorrection,
  removeCorrection,
  reshapeCorrection,
  stepCorrection,
  useAmending,
  whyFixed,
} from './amending.ts';
import { corrections } from './correcting.ts';
import { newScene } from './scene.ts';
import { activate, commitCorrections, putScene, redoTuning, undoTuning } from './scenes.ts';

const product = { preview: { pack: 'a', grid: 60 }, bands: { B04: [10] }, packs: [] } as unknown as ProductDetail;
const area = (lon: number): ApiCorrection => ({
  class: 'cloud',
  shape: {
    kind: 'polygon',
    ring: [
      [lon, 52],
      [lon + 1, 52],
      [lon, 53],
      [lon, 52],
    ],
  },
});
const [first, second, third] = [area(10), area(12), area(14)] as const;

beforeEach(() => {
  putScene('p1', newScene(product, []));
  activate('p1');
  commitCorrections([first, second, third]);
  chooseCorrection(null);
});

describe('a correction that was made', () => {
  test('tells why its corners cannot be dragged, where they cannot', () => {
    expect(whyFixed(area(-9))).toBeNull();
    const stroke = { class: 'cloud', shape: { kind: 'stroke', points: [[10, 52]], radiusMetres: 100 } };
    expect(whyFixed(stroke as unknown as ApiCorrection)).toMatch(/stroke keeps its shape/);
    const places = Array.from({ length: 400 }, (_, index) => [10 + index / 1000, 52 + (index % 2)] as const);
    const many = { class: 'cloud', shape: { kind: 'polygon', ring: [...places, places[0]!] } } as const;
    expect(whyFixed(many as unknown as ApiCorrection)).toMatch(/400 corners are too many/);
    const ring = [
      [179.5, 52],
      [-179.5, 52],
      [179.5, 53],
      [179.5, 52],
    ] as const;
    const over = { class: 'cloud', shape: { kind: 'polygon', ring } };
    expect(whyFixed(over as unknown as ApiCorrection)).toMatch(/date line/);
  });

  test('is removed alone, and comes back by undoing', () => {
    removeCorrection(1);
    expect(corrections()).toEqual([first, third]);
    undoTuning();
    expect(corrections()).toEqual([first, second, third]);
  });

  test('takes other corners or another class, and the others stay as they are', () => {
    const ring = [
      [1.00000049, 2],
      [3, 2],
      [3, 4],
      [1.00000049, 2],
    ] as const;
    reshapeCorrection(1, ring);
    reclassCorrection(2, 'clear');
    expect(corrections()).toEqual([
      first,
      {
        class: 'cloud',
        shape: {
          kind: 'polygon',
          ring: [
            [1, 2],
            [3, 2],
            [3, 4],
            [1, 2],
          ],
        },
      },
      { ...third, class: 'clear' },
    ]);
    undoTuning();
    undoTuning();
    expect(corrections()).toEqual([first, second, third]);
  });
});

describe('the choice', () => {
  test('steps through all, round and round', () => {
    stepCorrection(-1);
    expect(chosenCorrection()).toEqual(third);
    stepCorrection(1);
    expect(chosenCorrection()).toEqual(first);
  });

  test('goes from the uppermost at a place to those below it', () => {
    expect(nextOf([4, 2, 1], null)).toBe(4);
    expect(nextOf([4, 2, 1], 2)).toBe(1);
    expect(nextOf([4, 2, 1], 1)).toBe(4);
    expect(nextOf([4, 2, 1], 7)).toBe(4);
    expect(nextOf([], 2)).toBeNull();
  });

  test('follows the correction, and ends with it', () => {
    const list = [first, second, third];
    expect(chosenAfter(list, [first, { ...second, class: 'clear' }, third], 1)).toBe(1);
    expect(chosenAfter(list, [second, third], 2)).toBe(1);
    expect(chosenAfter(list, [second, third], 0)).toBeNull();
  });

  test('stays while a change is undone and done again, and ends with the scene', () => {
    const stop = followCorrections();
    chooseCorrection(1);
    reclassCorrection(1, 'shadow');
    undoTuning();
    redoTuning();
    expect(useAmending.getState().chosen).toBe(1);
    putScene('p2', newScene(product, []));
    activate('p2');
    expect(useAmending.getState().chosen).toBeNull();
    stop();
  });
});

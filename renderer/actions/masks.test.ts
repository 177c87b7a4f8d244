import { expect, test } from 'vitest';
import type { BandId, GridMetres, ProductDetail } from '../api/types.ts';
import { mainGrid } from './masks.ts';

const product = (bands: Partial<Record<BandId, GridMetres[]>>, grids: GridMetres[] = [10, 20, 60]) => ({
  bands,
  packs: [{ id: 'a', grids }] as unknown as ProductDetail['packs'],
});

test('the main action is the mask on 20 m, or on the finest grid that the product has bands for', () => {
  expect(mainGrid(product({ B02: [10, 20, 60], B11: [20, 60], B09: [60] }), 'a')).toBe(20);
  expect(mainGrid(product({ B02: [10], B11: [20] }), 'a')).toBe(20);
  expect(mainGrid(product({ B02: [60], B11: [20, 60] }), 'a')).toBe(20);
  expect(mainGrid(product({ B02: [60], B11: [60] }), 'a')).toBe(60);
});

test('it is one that the network can run on, and none without a network', () => {
  expect(mainGrid(product({ B02: [10] }, [60]), 'a')).toBe(60);
  expect(mainGrid(product({ B02: [60] }, [10]), 'a')).toBe(10);
  expect(mainGrid(product({ B02: [60] }), 'other')).toBeNull();
});

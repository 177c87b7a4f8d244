import { expect, test } from 'vitest';
import type { ProductDetail } from '../api/types.ts';
import { footprintPlaces } from './footprint-places.ts';

const scene = (id: string, tile: string, day: string, west = 10): ProductDetail =>
  ({
    id,
    tile,
    name: id,
    level: 'L2A',
    sensingTime: `${day}T10:00:00Z`,
    corners: [
      [west, 51],
      [west + 1, 51],
      [west + 1, 50],
      [west, 50],
    ],
  }) as unknown as ProductDetail;

test('dates of a tile have one outline, with the date that is shown', () => {
  const products = [
    scene('a', '33UVU', '2024-05-06'),
    scene('b', '33UVU', '2024-05-16'),
    scene('c', '32UQD', '2024-05-06', 8),
  ];
  const places = footprintPlaces(products, 'b');
  expect(places.map(({ label, isActive }) => [label, isActive])).toEqual([
    ['16 May 2024 T33UVU, +1', true],
    ['6 May 2024 T32UQD', false],
  ]);
  expect(places[0]!.ring).toHaveLength(5);
  expect(places[0]!.names).toBe('6 May 2024 T33UVU L2A\n16 May 2024 T33UVU L2A');
});

test('a product that stands nowhere has none', () => {
  expect(footprintPlaces([{ ...scene('a', '33UVU', '2024-05-06'), corners: null }], 'a')).toEqual([]);
});

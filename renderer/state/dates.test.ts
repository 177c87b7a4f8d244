import { expect, it } from 'vitest';
import type { ProductDetail } from '../api/types.ts';
import { datesOf, isSamePlace, neighboursOf, successorOf, twinsOf, twinText } from './dates.ts';

const box = (west: number, south: number, side: number): [number, number][] => [
  [west, south + side],
  [west + side, south + side],
  [west + side, south],
  [west, south],
];
const product = (id: string, change: Partial<ProductDetail>) =>
  ({
    id,
    name: id,
    level: 'L2A',
    tile: '33UVU',
    sensingTime: null,
    corners: box(13, 53, 1),
    ...change,
  }) as ProductDetail;

it('holds the same tile for the same place, whatever its extent, and another tile for another', () => {
  expect(isSamePlace(product('a', {}), product('b', { corners: null }))).toBe(true);
  expect(isSamePlace(product('a', {}), product('b', { tile: '33UVV' }))).toBe(false);
});

it('goes by the footprints where a tile is unknown', () => {
  const stack = product('stack', { tile: null, corners: box(13.4, 53.4, 0.2) });
  expect(isSamePlace(product('a', {}), stack)).toBe(true);
  expect(isSamePlace(product('a', {}), { ...stack, corners: box(13.9, 53.9, 1) })).toBe(false);
  expect(isSamePlace(stack, { ...stack, corners: null })).toBe(false);
});

it('puts the dates of a place in order, and knows the ones beside one', () => {
  const may = product('may', { sensingTime: '2024-05-06T10:00:00Z' });
  const all = [
    product('unknown', {}),
    product('june', { sensingTime: '2024-06-05T10:00:00Z' }),
    product('elsewhere', { tile: '32UNU', sensingTime: '2024-05-10T10:00:00Z' }),
    may,
    product('also may', { level: 'L1C', sensingTime: '2024-05-06T10:00:00Z' }),
  ];
  const dates = datesOf(all, may);
  expect(dates.map(({ id }) => id)).toEqual(['also may', 'may', 'june', 'unknown']);
  expect(neighboursOf(dates, 'may')).toMatchObject({ before: { id: 'also may' }, after: { id: 'june' } });
  expect(neighboursOf(dates, 'unknown').after).toBeNull();
  expect(neighboursOf(dates, 'elsewhere')).toEqual({ before: null, after: null });
});

it('shows the nearest date of the place once one is closed, and another place only where there is none', () => {
  const all = [
    product('june', { sensingTime: '2024-06-05T10:00:00Z' }),
    product('april', { sensingTime: '2024-04-05T10:00:00Z' }),
    product('may', { sensingTime: '2024-05-06T10:00:00Z' }),
    product('elsewhere', { tile: '32UNU', sensingTime: '2024-05-10T10:00:00Z' }),
  ];
  expect(successorOf(all, 'june')?.id).toBe('may');
  expect(successorOf(all, 'april')?.id).toBe('may');
  expect(successorOf(all, 'elsewhere')?.id).toBe('may');
  expect(successorOf(all.slice(3), 'elsewhere')).toBeNull();
});

it('knows the same image under another path or baseline', () => {
  const may = product('may', { sensingTime: '2024-05-06T10:15:29Z', baseline: '05.10' });
  const copy = { ...may, id: 'copy' };
  const later = { ...may, id: 'later', sensingTime: '2024-05-06T10:15:24Z', baseline: '05.11' };
  const others = [
    { ...may, id: 'toa', level: 'L1C' },
    { ...may, id: 'next', tile: '33UVV' },
  ] as ProductDetail[];
  expect(twinsOf([may, copy, later, ...others], may).map(({ id }) => id)).toEqual(['copy', 'later']);
  expect(twinText([])).toBeNull();
  expect(twinText([later])).toContain('The same image is open twice: may (baseline 05.11), too.');
  expect(twinText([copy, later])).toContain('open 3 times');
});

import { expect, test } from 'vitest';
import type { PixelReport } from '../../api/types.ts';
import { pixelTable } from './pixel-table.ts';

const report: PixelReport = {
  lon: -7.9,
  lat: 53.4,
  easting: 572340,
  northing: 5921160,
  grid: 20,
  column: 3,
  row: 4,
  bands: [
    { band: 'B02', nanometres: 493, pixelMetres: 10, dn: 1800, reflectance: 0.08 },
    { band: 'B03', nanometres: 560, pixelMetres: 10, dn: 0, reflectance: null },
  ],
  probabilities: { clear: 0.1, shadow: 0.2, semi: 0.3, cloud: 0.4 },
  scl: { code: 4, name: 'Vegetation' },
  sun: null,
};

test('a head and a line for each pixel, empty where nothing is known', () => {
  const [head, first, second] = pixelTable([
    { number: 1, report },
    { number: 2, report: { ...report, probabilities: null, scl: null } },
  ])
    .split('\n')
    .map((line) => line.split('\t'));
  expect(head).toHaveLength(12);
  expect(first).toEqual([
    '1',
    '-7.9',
    '53.4',
    '572340',
    '5921160',
    '0.08',
    '',
    '0.1',
    '0.2',
    '0.3',
    '0.4',
    'Vegetation',
  ]);
  expect(second?.slice(7)).toEqual(['', '', '', '', '']);
});

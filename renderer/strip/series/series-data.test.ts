import { describe, expect, it } from 'vitest';
import type { Observation, ProductDetail } from '../../api/types.ts';
import { ndviOf, type SeriesRow, seriesCsv, sightOf } from './series-data.ts';

const product = { name: 'A, B', level: 'L2A', sensingTime: '2024-05-06T10:15:29Z' } as ProductDetail;
const observed = (change: Partial<Observation>): SeriesRow => ({
  product,
  mask: null,
  observation: { covered: true, reflectance: { B04: 0.1, B08: 0.4 }, mask: null, referenceClass: null, ...change },
});
const masked = (id: 'clear' | 'cloud' | 'missing') => ({
  probabilities: { clear: 0.9, shadow: 0, semi: 0, cloud: 0.1 },
  class: id,
  computedClass: id,
});

it('makes the index of red and the better near infrared that is there', () => {
  expect(ndviOf({ reflectance: { B04: 0.1, B08: 0.4, B8A: 0.9 } })).toBeCloseTo(0.6);
  expect(ndviOf({ reflectance: { B04: 0.1, B08: null, B8A: 0.3 } })).toBeCloseTo(0.5);
  expect(ndviOf({ reflectance: { B04: 0.1 } })).toBeNull();
  expect(ndviOf({ reflectance: { B04: null, B08: 0.4 } })).toBeNull();
});

describe('an observation', () => {
  it.each([
    ['clear', observed({ mask: masked('clear') })],
    ['obscured', observed({ mask: masked('cloud') })],
    ['unjudged', observed({})],
    ['missing', observed({ mask: masked('missing') })],
    ['missing', observed({ covered: false, reflectance: {} })],
    ['missing', observed({ reflectance: { B04: null, B08: null } })],
    ['missing', { ...observed({}), observation: null }],
    [null, { ...observed({}), observation: undefined }],
  ] as const)('is %s', (sight, row) => expect(sightOf(row)).toBe(sight));
});

it('writes a table that leaves open what is not known', () => {
  const mask = { pack: 'm', grid: 20 as const, parameters: {} as never, corrections: [] };
  const rows = [
    { ...observed({ mask: masked('clear') }), mask },
    { ...observed({}), observation: undefined },
  ];
  const [head, first, second] = seriesCsv(rows, { lon: 13.5, lat: 53 }, ['B04']).split('\r\n');
  expect(head).toMatch(/^sensing_time,product,.*,ndvi,reflectance_B04$/);
  expect(first).toBe(
    '2024-05-06T10:15:29Z,"A, B",L2A,13.500000,53.000000,clear,clear,clear,0.9000,0.0000,0.0000,0.1000,m,20,0.6000,0.1000',
  );
  expect(second).toBe('2024-05-06T10:15:29Z,"A, B",L2A,13.500000,53.000000,,,,,,,,,,,');
  expect(head!.split(',').length).toBe(second!.split(',').length - 1);
});

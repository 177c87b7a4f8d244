import { expect, test } from 'vitest';
import { crsName, utmProjector } from './utm.ts';

test('the origin of a zone lies at 500 km on the equator', async () => {
  const project = await utmProjector(32629);
  expect(project?.(-9, 0)[0]).toBeCloseTo(500000, 3);
  expect(project?.(-9, 0)[1]).toBeCloseTo(0, 3);
});

test('the south has its false northing', async () => {
  const project = await utmProjector(32701);
  expect(project?.(-177, 0)[1]).toBeCloseTo(10000000, 3);
});

test('another CRS has none', async () => {
  expect(await utmProjector(3857)).toBeNull();
});

test('zones are named with their datum where it is another', () => {
  expect([32629, 32701, 25832, 2193, null].map(crsName)).toEqual([
    'UTM 29N',
    'UTM 1S',
    'ETRS89 UTM 32N',
    'EPSG:2193',
    'no CRS',
  ]);
});

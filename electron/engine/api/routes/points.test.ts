import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import proj4 from 'proj4';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../test/test-engine.ts';
import type { Observation } from '../../contract/dates.ts';
import type { Job } from '../../contract/jobs.ts';
import type { PointReport } from '../../contract/points.ts';
import type { ProductDetail } from '../../contract/products.ts';
import { MASK_CLASSES } from '../../core/classes.ts';
import { utmDefinition } from '../../core/utm.ts';

const PARAMETERS = {
  thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};

let test: TestEngine;
let product: ProductDetail;
let mask: object;
beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  const job = await test.json<Job>('POST', '/api/jobs', { kind: 'mask', product: product.id, ...product.preview });
  await test.ended(job.id);
  mask = { ...product.preview!, parameters: PARAMETERS, corrections: [] };
});
afterAll(() => test.close());

const at = (path: string) => `/api/products/${product.id}${path}`;

/** Pixels of the 60 m grid with the SCL's class as the reference, placed by pixel, by coordinates and by degrees. */
async function tables() {
  const grid = product.grids[60]!;
  const { inverse } = proj4(utmDefinition(product.epsg!));
  const [rows, coordinates, degrees] = [['row,col,class,file'], ['x;y;class'], ['lon,lat,class']];
  for (let row = 8; row < grid.height; row += 23) {
    for (let column = 5; column < grid.width; column += 31) {
      const x = grid.originX + (column + 0.5) * grid.pixelMetres;
      const y = grid.originY - (row + 0.5) * grid.pixelMetres;
      const [lon, lat] = inverse([x, y]) as [number, number];
      const body = { lon, lat, bands: [], mask: null, reference: 'scl' };
      const { referenceClass } = await test.json<Observation>('POST', at('/observation'), body);
      const code = MASK_CLASSES.find(({ id }) => id === referenceClass)?.code ?? 5;
      rows.push(`${row},${column},${code},this.tif`);
      coordinates.push(`${x};${y};${code}`);
      degrees.push(`${lon},${lat},${code}`);
    }
  }
  rows.push('1,1,4,other.tif');
  const write = (name: string, lines: readonly string[]) => {
    const path = join(test.folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return test.grant(path);
  };
  return {
    rows: await write('rows.csv', rows),
    coordinates: await write('xy.csv', coordinates),
    degrees: await write('lonlat.csv', degrees),
    count: rows.length - 2,
  };
}

const score = (handle: string, more: object = {}) =>
  test.json<PointReport>('POST', at('/points'), { handle, mask, ...more });

it('scores the mask on points alike, however they are placed, with intervals and every point', async () => {
  const { rows, coordinates, degrees, count } = await tables();
  const undecided = await score(rows);
  expect(undecided).toMatchObject({ files: ['other.tif', 'this.tif'], placedBy: 'row', scores: null });

  const byRow = await score(rows, { file: 'this.tif' });
  expect(byRow.points).toHaveLength(count);
  const states = byRow.points.map(({ state }) => state);
  const [right, wrong] = ['right', 'wrong'].map((state) => states.filter((one) => one === state).length);
  expect(byRow.scores).toMatchObject({ count: right! + wrong!, overallAccuracy: right! / (right! + wrong!) });
  const { overallAccuracy, overallInterval, balancedAccuracy, balancedInterval } = byRow.scores!;
  expect(overallInterval![0]).toBeLessThan(overallAccuracy!);
  expect(overallInterval![1]).toBeGreaterThan(overallAccuracy!);
  expect(balancedInterval![0]).toBeLessThan(balancedAccuracy!);
  expect(byRow.scores!.intervalMethod).toContain('Wilson');

  expect((await score(coordinates)).scores).toEqual(byRow.scores);
  const byDegrees = await score(degrees);
  expect(byDegrees.scores).toEqual(byRow.scores);
  for (const { place, reference, mask: found } of byDegrees.points.slice(0, 12)) {
    const body = { ...place, bands: [], mask, reference: 'scl' };
    const seen = await test.json<Observation>('POST', at('/observation'), body);
    expect(seen.mask!.class).toBe(found);
    if (seen.referenceClass !== null) expect(seen.referenceClass).toBe(reference);
  }
  const finer = await score(rows, { file: 'this.tif', pixelMetres: 20 });
  expect(finer.scores).not.toEqual(byRow.scores);
});

it('says why a table is no points, and that a mask is not there', async () => {
  const path = join(test.folder, 'no.csv');
  writeFileSync(path, 'a,b\n1,2\n');
  const refused = await test.request('POST', at('/points'), { handle: await test.grant(path), mask });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('has no column row and col');
  const early = await test.request('POST', at('/points'), {
    handle: await test.grant(path),
    mask: { ...mask, grid: 20 },
  });
  expect(early.status).toBe(404);
});

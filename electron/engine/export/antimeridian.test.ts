import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { dropEmptyParts } from './antimeridian.ts';

const feature = (parts: readonly string[]) =>
  `{ "type": "Feature", "properties": { "class": 3 }, "geometry": { "type": "MultiPolygon", "coordinates": [ ${parts.join(', ')} ] } }`;
const WEST = '[ [ [ 179.9, 53.0 ], [ 180.0, 53.0 ], [ 180.0, 53.1 ], [ 179.9, 53.0 ] ] ]';
const EAST = WEST.replaceAll('179.9', '-179.9').replaceAll(' 180', ' -180');
/** As GDAL leaves of a corner that is less than 1e-7 degrees beyond. */
const EMPTY = '[ [ [ -180.0, 53.0 ], [ -180.0, 53.1 ], [ -180.0, 53.1 ], [ -180.0, 53.0 ] ] ]';
const file = (west: number, east: number, ...features: string[]) =>
  `{\n"type": "FeatureCollection",\n"bbox": [ ${west}, 53.0, ${east}, 53.1 ],   \n"features": [\n${features.join(',\n')}\n]\n}\n`;

it('removes parts without width of GeoJSON that was cut at the antimeridian, and those alone', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'a.geojson');
    const whole = feature([WEST, EAST]);
    writeFileSync(path, file(179.9, -179.9, feature([WEST, EMPTY, EAST]), feature([WEST, EMPTY]), whole));
    await dropEmptyParts(path);
    const text = readFileSync(path, 'utf8');
    expect(JSON.parse(text).features).toEqual([
      JSON.parse(whole),
      { ...JSON.parse(whole), geometry: { type: 'Polygon', coordinates: JSON.parse(WEST) } },
      JSON.parse(whole),
    ]);
    expect(text).toContain(whole);
  });
});

it('leaves a file alone that was not cut', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'a.geojson');
    const text = file(-180, 179.9, feature([EMPTY, WEST]));
    writeFileSync(path, text);
    await dropEmptyParts(path);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

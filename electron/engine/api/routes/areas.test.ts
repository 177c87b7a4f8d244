import { expect, it } from 'vitest';
import { areaRoutes } from './areas.ts';

it('reads an area from content of files, as the command line does', async () => {
  const ring = [
    [-8, 53],
    [-7, 53],
    [-7, 54],
    [-8, 53],
  ];
  const text = `\uFEFF${JSON.stringify({ type: 'MultiPolygon', coordinates: [[ring], [ring]] })}`;
  const body = JSON.stringify({ files: [{ name: 'a.json', base64: Buffer.from(text).toString('base64') }] });
  const headers = { 'content-type': 'application/json' };
  const response = await areaRoutes().request('/', { method: 'POST', headers, body });
  expect(await response.json()).toEqual({ polygons: [[ring], [ring]], notes: [] });
});

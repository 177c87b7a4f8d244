import { Hono } from 'hono';
import { type AreaReading, readAreaSchema } from '../../contract/areas.ts';
import { readAreaFiles } from '../../produce/area-file.ts';
import { jsonBody } from '../json-body.ts';

/** POST /api/areas: areas of interest from files, read as the command line reads them. */
export function areaRoutes(): Hono {
  return new Hono().post('/', jsonBody(readAreaSchema), async (c) => {
    const files = c.req.valid('json').files.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') }));
    const { polygons, notes } = await readAreaFiles(files);
    const reading: AreaReading = {
      polygons: polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]): [number, number] => [lon, lat]))),
      notes,
    };
    return c.json(reading);
  });
}

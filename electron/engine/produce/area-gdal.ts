import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ParameterError } from '../core/errors.ts';
import { temporaryFolder } from '../core/temporary.ts';
import { describeByGdal, runGdal } from '../export/gdal.ts';
import { type AreaRead, collect } from './area-geojson.ts';

/** The part of `ogrinfo -json` that is looked at. */
const vectorInfo = z.object({
  layers: z.array(
    z.object({
      name: z.string(),
      geometryFields: z
        .array(
          z.object({
            type: z.string().nullish(),
            coordinateSystem: z.object({ wkt: z.string().nullish() }).nullish(),
          }),
        )
        .default([]),
    }),
  ),
});

const MAX_LAYERS = 64;
/** What GDAL gives as system of a layer that does not say one: plain Cartesian or undefined geographic coordinates. */
const NO_PLACE = /^(ENGCRS|LOCAL_CS)|Undefined geographic SRS/i;
/** Types of layers that may hold polygons: `Polygon`, `3D Multi Polygon`, `Curve Polygon`, `Unknown (any)` and the like. */
const MAY_HOLD_POLYGONS = /polygon|surface|unknown|collection|geometry/i;

/**
 * Reads polygons of any coordinate system that GDAL knows, of all layers of a file, as longitude and latitude.
 * @param files the file, and what belongs beside it, under the names that GDAL shall see
 * @param name what the user knows it as
 * @throws ParameterError when GDAL cannot read it, or a layer does not say its coordinate system
 */
export async function readByGdal(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  name: string,
): Promise<AreaRead> {
  const folder = await temporaryFolder();
  const failure = (message: string, cause: unknown) =>
    new ParameterError(`${name} cannot be read as an area: ${firstSentence(message)}.`, {
      file: name,
      remedy: 'Export it again, for example as GeoJSON in EPSG:4326.',
      cause,
    });
  try {
    for (const file of files) await writeFile(join(folder, file.name), file.bytes);
    const source = files.find((file) => /\.(shp|gpkg|fgb|kml|gml|json)$/.test(file.name))?.name ?? 'area.json';
    const job = { folder, step: { kind: 'vector-info', source } } as const;
    const { layers } = vectorInfo.parse(await describeByGdal(job, { file: name, failure }));
    const wanted = layers.filter(({ geometryFields }) =>
      geometryFields.some(({ type }) => MAY_HOLD_POLYGONS.test(type ?? 'unknown')),
    );
    if (wanted.length > MAX_LAYERS) {
      throw new ParameterError(`${name} has ${wanted.length} layers; at most ${MAX_LAYERS} are read.`, { file: name });
    }
    const values: unknown[] = [];
    for (const [index, layer] of wanted.entries()) {
      const wkt = layer.geometryFields[0]?.coordinateSystem?.wkt;
      if (!wkt || NO_PLACE.test(wkt)) {
        throw new ParameterError(`The layer ${layer.name} of ${name} does not say its coordinate system.`, {
          file: name,
          remedy: 'Assign it (in QGIS: "Assign projection"; ogr2ogr -a_srs EPSG:...) and export it again.',
        });
      }
      const output = `out${index}.geojson`;
      // 11 decimals of a degree are a micrometre.
      const options = ['-f', 'GeoJSON', '-t_srs', 'EPSG:4326', '-dim', 'XY', '-lco', 'COORDINATE_PRECISION=11'];
      const step = { kind: 'vector', source, output, options: [...options, layer.name] } as const;
      await runGdal({ folder, step }, { file: name, failure });
      values.push(JSON.parse(await readFile(join(folder, output), 'utf8')));
    }
    const read = collect(values, name);
    return wanted.length > 1
      ? {
          ...read,
          notes: [...read.notes, `All ${wanted.length} layers: ${wanted.map((layer) => layer.name).join(', ')}.`],
        }
      : read;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** GDAL's first complaint without its number; what follows from it is left out. */
function firstSentence(message: string): string {
  const first = message.split('; ')[0] ?? message;
  return first
    .replace(/^ERROR \d+: /, '')
    .replaceAll('/job/', '')
    .slice(0, 200)
    .replace(/\.$/, '');
}

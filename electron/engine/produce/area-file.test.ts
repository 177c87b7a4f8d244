import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NephoscopeError } from '../core/errors.ts';
import { readAreaFiles, readAreaPath } from './area-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'area file żółw '));
afterAll(() => rmSync(folder, { recursive: true }));

const ring = [
  [-8, 53],
  [-7, 53],
  [-7, 54],
  [-8, 53],
];
const polygon = { type: 'Polygon', coordinates: [ring] };
const feature = (geometry: unknown) => ({ type: 'Feature', properties: {}, geometry });
const collection = (...geometries: unknown[]) => ({ type: 'FeatureCollection', features: geometries.map(feature) });
const read = (content: unknown, name = 'a.geojson') =>
  readAreaFiles([{ name, bytes: Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content)) }]);
const failure = async (reading: Promise<unknown>): Promise<string> => {
  const error = await reading.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NephoscopeError)) return `no error for the user: ${error}`;
  return `${error.message} | ${error.remedy}`;
};

describe('GeoJSON as people have it', () => {
  it.each([
    ['geometry', polygon],
    ['feature', feature(polygon)],
    ['collection', collection(polygon)],
    ['list of features', [feature(polygon)]],
    [
      'geometry collection',
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [0, 0] }, polygon] },
    ],
    ['multipolygon of one', { type: 'MultiPolygon', coordinates: [[ring]] }],
    ['height and measure', { type: 'Polygon', coordinates: [ring.map((place) => [...place, 12, 3])] }],
    ['not closed', { type: 'Polygon', coordinates: [ring.slice(0, 3)] }],
    [
      'crs of 2008',
      { ...collection(polygon), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } } },
    ],
    [
      'crs EPSG:4326',
      { ...collection(polygon), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4326' } } },
    ],
    ['crs null', { ...collection(polygon), crs: null }],
    ['UTF-8 with byte order mark', Buffer.from(`\uFEFF${JSON.stringify(polygon)}`)],
    ['UTF-16 LE', Buffer.from(`\uFEFF${JSON.stringify(polygon)}`, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\uFEFF${JSON.stringify(polygon)}`, 'utf16le').swap16()],
    ['one feature a line', Buffer.from(`${JSON.stringify(feature(null))}\r\n${JSON.stringify(feature(polygon))}\n`)],
    ['text sequence', Buffer.from(`\u001e${JSON.stringify(feature(polygon))}\n`)],
  ])('%s', async (_name, content) => {
    expect((await read(content)).polygons).toEqual([[ring]]);
  });

  it('keeps polygons apart, and says what it passed over', async () => {
    const line = { type: 'LineString', coordinates: ring };
    const point = { type: 'Point', coordinates: [0, 0] };
    const { polygons, notes } = await read(collection(polygon, null, point, point, line, polygon));
    expect(polygons).toEqual([[ring], [ring]]);
    expect(notes).toEqual([
      '1 object passed over: without geometry.',
      '2 objects passed over: points.',
      '1 object passed over: lines.',
    ]);
  });

  it.each([
    ['nothing', { type: 'FeatureCollection', features: [] }, 'a.geojson holds no polygon.'],
    ['points', collection({ type: 'Point', coordinates: [0, 0] }), 'holds no polygon. 1 object passed over: points.'],
    [
      'metres',
      { type: 'Polygon', coordinates: [ring.map(([x, y]) => [5e5 + x!, 5.9e6 + y!])] },
      'not longitude and latitude (x 499992 to 499993',
    ],
    ['swapped', { type: 'Polygon', coordinates: [ring.map(([, y]) => [y! - 90, 140])] }, 'GeoJSON has longitude first'],
    ['TopoJSON', { type: 'Topology', objects: {}, arcs: [] }, 'is TopoJSON'],
    ['words', Buffer.from('no json'), 'is not GeoJSON'],
    ['empty', Buffer.alloc(0), 'is empty'],
    [
      'text for numbers',
      {
        type: 'Polygon',
        coordinates: [
          [
            ['1', '2'],
            ['1', '3'],
            ['2', '3'],
            ['1', '2'],
          ],
        ],
      },
      'no pair of numbers',
    ],
    [
      'unknown crs',
      { ...collection(polygon), crs: { type: 'name', properties: { name: 'EPSG:999999' } } },
      'cannot be read as an area',
    ],
    ['GPX', Buffer.from('<?xml version="1.0"?><gpx></gpx>'), 'neither KML nor GML'],
  ])('says what is wrong: %s', async (_name, content, reason) => {
    expect(await failure(read(content))).toContain(reason);
  });
});

describe('files of GIS programs', () => {
  const source = join(folder, 'source.geojson');
  writeFileSync(
    source,
    JSON.stringify(collection(polygon, { type: 'Polygon', coordinates: [ring.map(([x, y]) => [x! + 0.5, y!])] })),
  );
  const make = (name: string, ...options: string[]): string => {
    const path = join(folder, name);
    execFileSync('ogr2ogr', [...options, path, source]);
    return path;
  };
  const near = async (path: string, polygons = 2) => {
    const found = (await readAreaPath(path)).polygons;
    expect(found).toHaveLength(polygons);
    // FlatGeobuf orders its features by place.
    const first = found.find((rings) => rings[0]?.some(([lon]) => lon < -7.75));
    const places = first?.[0]?.slice(0, -1).map(([lon, lat]) => `${lon.toFixed(8)} ${lat.toFixed(8)}`);
    expect(new Set(places)).toEqual(
      new Set(ring.slice(0, 3).map(([lon, lat]) => `${lon!.toFixed(8)} ${lat!.toFixed(8)}`)),
    );
  };

  it.each([
    ['GeoJSON with a crs member in UTM', 'utm.geojson', ['-t_srs', 'EPSG:32629', '-lco', 'RFC7946=NO']],
    ['GeoJSON with a crs member of Ireland', 'itm.geojson', ['-t_srs', 'EPSG:2157']],
    ['GeoPackage in Web Mercator', 'area.gpkg', ['-t_srs', 'EPSG:3857']],
    ['shapefile in UTM', 'shape.shp', ['-t_srs', 'EPSG:32629']],
    ['FlatGeobuf', 'area.fgb', ['-t_srs', 'EPSG:32629']],
    ['KML', 'area.kml', ['-f', 'KML']],
    ['GML', 'area.gml', ['-f', 'GML', '-t_srs', 'EPSG:32629']],
    ['GeoJSON text sequence', 'area.geojsonl', ['-f', 'GeoJSONSeq', '-lco', 'RS=YES']],
  ])('%s', async (_name, file, options) => near(make(file, ...options)));

  it('a zip of a shapefile, however its folder is called', async () => {
    mkdirSync(join(folder, 'Pola Ł'));
    for (const name of readdirSync(folder).filter((name) => name.startsWith('shape.')))
      writeFileSync(join(folder, 'Pola Ł', name), readFileSync(join(folder, name)));
    execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-c', 'shape.zip', 'Pola Ł/'], { cwd: folder });
    await near(join(folder, 'shape.zip'));
  });

  it('all layers of a GeoPackage', async () => {
    const path = make('layers.gpkg', '-nln', 'one');
    execFileSync('ogr2ogr', ['-update', '-append', '-nln', 'two', '-t_srs', 'EPSG:32629', path, source]);
    const { polygons, notes } = await readAreaPath(path);
    expect(polygons).toHaveLength(4);
    expect(notes).toEqual(['All 2 layers: one, two.']);
  });

  it('say what they lack', async () => {
    make('bare.shp', '-t_srs', 'EPSG:32629');
    rmSync(join(folder, 'bare.prj'));
    expect(await failure(readAreaPath(join(folder, 'bare.shp')))).toContain('without its .prj');
    const shp = { name: 'bare.shp', bytes: readFileSync(join(folder, 'bare.shp')) };
    expect(await failure(readAreaFiles([shp]))).toContain('.shp, .shx, .dbf and .prj together');
    expect(await failure(readAreaPath(join(folder, 'bare.dbf')))).toContain('part of a shapefile');
    expect(await failure(readAreaPath(folder))).toContain('is a folder');
    expect(await failure(readAreaPath('/dev/zero'))).toContain('is a device, not a file');
    expect(await failure(readAreaPath(join(folder, 'none.geojson')))).toContain('is not there');
    const noCrs = make('nocrs.gpkg', '-a_srs', 'EPSG:32629');
    execFileSync('/usr/bin/python3', [
      '-c',
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("update gpkg_geometry_columns set srs_id=-1"); c.commit()',
      noCrs,
    ]);
    expect(await failure(readAreaPath(noCrs))).toMatch(/coordinate system/);
  });
});

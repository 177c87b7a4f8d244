import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { gdalTool, testCodes, testGrid, withFolder } from '../../test/export-support.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import { CancelledError } from '../core/errors.ts';
import { tracePolygons } from '../mask/polygons.ts';
import { flatGeobuf } from './flat-geobuf.ts';
import { geoJson } from './geojson.ts';
import { geoPackage } from './geopackage.ts';
import { exportPolygons } from './polygons.ts';
import { shapefile } from './shapefile.ts';

const grid = testGrid(300, 260);
const codes = testCodes(grid.width, grid.height);
const polygons = [...tracePolygons({ ...grid, codes }, grid, { toleranceMetres: 0 })];
const pixels = (code: number) => codes.filter((other) => other === code).length;
const input = {
  grid,
  polygons,
  productId: 'S2A_Łódź',
  sensingTime: '2022-10-05T11:54:11Z',
  validSquareMetres: (codes.length - pixels(5)) * 400,
};

/** What `ogrinfo` says about the only layer of a file. */
function layerOf(path: string) {
  const text = gdalTool('ogrinfo', '-so', '-al', path);
  const numbers = (line: string) => line.match(/-?\d+\.\d+/g)?.map(Number) ?? [];
  return {
    text,
    featureCount: Number(/^Feature Count: (\d+)$/m.exec(text)?.[1]),
    geometry: /^Geometry: (.+)$/m.exec(text)?.[1],
    extent: numbers(/^Extent: .+$/m.exec(text)?.[0] ?? ''),
    fields: [...text.matchAll(/^(\w+): (Integer|String|Real) \(/gm)].map((match) => [match[1], match[2]]),
  };
}

interface Feature {
  readonly properties: Readonly<Record<string, number | string>>;
  readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
}

/** Features in the file's own coordinates. */
function featuresOf(path: string): readonly Feature[] {
  return JSON.parse(gdalTool('ogr2ogr', '-f', 'GeoJSON', '-lco', 'RFC7946=NO', '/vsistdout/', path)).features;
}

const areaOf = (features: readonly Feature[], code: number) =>
  features
    .filter(({ properties }) => properties.class === code)
    .reduce((sum, f) => sum + Number(f.properties.area_m2), 0);

describe.each([shapefile, geoPackage, flatGeobuf])('$id', (format) => {
  it('keeps coordinates, fields and areas', async () => {
    await withFolder(async (folder) => {
      const target = join(folder, `ż.${format.id}`);
      const { files, warnings } = await exportPolygons(input, target, format);
      expect(warnings).toEqual([]);
      expect(files[0]?.path).toBe(target);
      expect(readdirSync(folder).sort()).toEqual(files.map(({ path }) => path.slice(folder.length + 1)).sort());
      const layer = layerOf(target);
      expect(layer.featureCount).toBe(polygons.length);
      expect(layer.fields).toEqual([
        ['class', 'Integer'],
        ['name', 'String'],
        ['area_m2', 'Real'],
        ['percent', 'Real'],
        ['product', 'String'],
        ['sensed', 'String'],
      ]);
      expect(layer.geometry).toBe('Polygon');
      expect(layer.text).toContain('ID["EPSG",32629]');
      expect(layer.extent).toEqual([500_020, 5_894_840, 506_020, 5_900_040]);
      const features = featuresOf(target);
      for (const { code } of MASK_CLASSES) expect(areaOf(features, code)).toBeCloseTo(pixels(code) * 400, 3);
      const valid = features.filter(({ properties }) => properties.class !== 5);
      expect(valid.reduce((sum, { properties }) => sum + Number(properties.percent), 0)).toBeCloseTo(100, 0);
      expect(features[0]?.properties).toMatchObject({ product: 'S2A_Łódź', sensed: '2022-10-05T11:54:11Z' });
    });
  });

  it('writes a layer without features where there are none', async () => {
    await withFolder(async (folder) => {
      const target = join(folder, `none.${format.id}`);
      await exportPolygons({ ...input, polygons: [] }, target, format);
      const layer = layerOf(target);
      expect(layer.featureCount).toBe(0);
      expect(layer.fields).toHaveLength(6);
      expect(layer.geometry).toBe('Polygon');
    });
  });
});

it('writes GeoJSON in longitude and latitude by the right-hand rule', async () => {
  await withFolder(async (folder) => {
    const target = join(folder, 'p.geojson');
    await exportPolygons(input, target, geoJson);
    const { features, crs } = JSON.parse(readFileSync(target, 'utf8'));
    expect(crs).toBeUndefined();
    expect(features).toHaveLength(polygons.length);
    for (const [index, { geometry }] of (features as Feature[]).entries()) {
      const [outer] = geometry.coordinates;
      let twice = 0;
      for (let i = 1; i < outer!.length; i++) {
        twice += outer![i - 1]![0] * outer![i]![1] - outer![i]![0] * outer![i - 1]![1];
      }
      if (twice <= 0) throw new Error(`the outer ring of feature ${index} runs clockwise`);
    }
    const numbers = JSON.stringify((features as Feature[]).map(({ geometry }) => geometry.coordinates));
    expect(Math.max(...(numbers.match(/\.\d+/g) ?? []).map((decimals) => decimals.length - 1))).toBe(7);
    const back = join(folder, 'back.gpkg');
    gdalTool('ogr2ogr', '-t_srs', 'EPSG:32629', back, target);
    const extent = layerOf(back).extent;
    const expected = [500_020, 5_894_840, 506_020, 5_900_040];
    for (const [i, metres] of expected.entries()) expect(Math.abs(extent[i]! - metres)).toBeLessThan(0.05);
  });
});

it('cuts GeoJSON at the antimeridian', async () => {
  await withFolder(async (folder) => {
    const wide = { ...testGrid(10, 10, 6000), epsg: 32601, originX: 315_000, originY: 7_000_000 };
    const clear = [...tracePolygons({ ...wide, codes: new Uint8Array(100).fill(4) }, wide)];
    const target = join(folder, 'a.geojson');
    await exportPolygons({ ...input, grid: wide, polygons: clear }, target, geoJson);
    const [feature] = JSON.parse(readFileSync(target, 'utf8')).features;
    expect(feature.geometry.type).toBe('MultiPolygon');
  });
});

it('writes the companions of a Shapefile', async () => {
  await withFolder(async (folder) => {
    const target = join(folder, 's.shp');
    writeFileSync(join(folder, 's.qix'), 'index of an older file');
    await exportPolygons(input, target, shapefile, { overwrite: true });
    expect(readdirSync(folder).sort()).toEqual(['s.cpg', 's.dbf', 's.prj', 's.qml', 's.shp', 's.shx']);
    expect(readFileSync(join(folder, 's.cpg'), 'utf8').trim()).toBe('UTF-8');
    expect(readFileSync(join(folder, 's.prj'), 'utf8')).toContain('WGS_1984_UTM_Zone_29N');
    const qml = readFileSync(join(folder, 's.qml'), 'utf8');
    expect(XMLValidator.validate(qml)).toBe(true);
    const { qgis } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(qml);
    const { categories, symbols, attr } = qgis['renderer-v2'];
    expect(attr).toBe('class');
    expect(categories.category.map((c: { value: string; label: string }) => [c.value, c.label])).toEqual(
      MASK_CLASSES.map(({ code, name }) => [String(code), name]),
    );
    const colour = symbols.symbol[3].layer.Option.Option.find((o: { name: string }) => o.name === 'color').value;
    expect(colour).toBe('213,94,0,255');
  });
});

it('shares its style between formats and refuses GeoJSON without a coordinate system', async () => {
  await withFolder(async (folder) => {
    const local = { ...input, grid: { ...grid, epsg: null } };
    await exportPolygons(local, join(folder, 'p.shp'), shapefile);
    await exportPolygons(local, join(folder, 'p.gpkg'), geoPackage);
    expect(existsSync(join(folder, 'p.prj'))).toBe(false);
    expect(layerOf(join(folder, 'p.gpkg')).featureCount).toBe(polygons.length);
    const refused = exportPolygons(local, join(folder, 'p.geojson'), geoJson);
    await expect(refused).rejects.toThrow('GeoJSON needs longitude and latitude');
  });
});

it('says of a coordinate system that a format cannot hold what to do, and leaves nothing', async () => {
  await withFolder(async (folder) => {
    const equalEarth = { ...input, grid: { ...grid, epsg: 8857 } };
    const error = await exportPolygons(equalEarth, join(folder, 'a.gpkg'), geoPackage).catch((reason) => reason);
    expect(error.message).toContain('could not write a.gpkg');
    expect(error.remedy).toContain('Its coordinate system cannot be told in this format');
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('leaves nothing behind when cancelled', async () => {
  await withFolder(async (folder) => {
    const controller = new AbortController();
    const running = exportPolygons(input, join(folder, 'p.gpkg'), geoPackage, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

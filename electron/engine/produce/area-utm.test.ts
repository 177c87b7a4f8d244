import { describe, expect, it } from 'vitest';
import { readByGdal } from './area-gdal.ts';
import { type AreaRead, parseAreaText } from './area-geojson.ts';
import { utmOfNames } from './area-utm.ts';

const inUtm = (epsg: number, ring: readonly (readonly number[])[]) =>
  JSON.stringify({
    type: 'Feature',
    crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } },
    properties: {},
    geometry: { type: 'Polygon', coordinates: [ring] },
  });
const square = [
  [449_370, 5_839_650],
  [460_350, 5_839_650],
  [460_350, 5_850_630],
  [449_370, 5_850_630],
  [449_370, 5_839_650],
];
/** From the equator to 62 degrees, as wide as the zone there. */
const north = [
  [167_000, 100],
  [833_000, 100],
  [650_000, 6_900_000],
  [345_000, 6_900_000],
  [167_000, 100],
];
const south = north.map(([x, y]) => [x!, 10_000_000 - y!]);

describe('areas in metres of a UTM zone', () => {
  it.each([
    [32633, square],
    [32601, north],
    [32760, south],
    [25832, square],
    [26919, square],
    [28355, square],
  ])('EPSG:%i lies where GDAL puts it, to half a millimetre', async (epsg, ring) => {
    const text = inUtm(epsg, ring);
    const ours = parseAreaText(text, 'a.geojson');
    if ('needsGdal' in ours) throw new Error('GDAL was asked.');
    const gdals = await readByGdal([{ name: 'area.json', bytes: Buffer.from(text) }], 'a.geojson');
    const inOrder = (read: AreaRead) => read.polygons.flat(2).sort(([a, c], [b, d]) => a - b || c - d);
    const places = inOrder(ours);
    expect(places).toHaveLength(ring.length);
    for (const [index, [lon, lat]] of inOrder(gdals).entries()) {
      expect(places[index]![0]).toBeCloseTo(lon, 8);
      expect(places[index]![1]).toBeCloseTo(lat, 8);
    }
  });

  it.each([
    ['another projection', inUtm(3857, square)],
    ['degrees said to be metres of the south', inUtm(32733, [[-8, -53], ...square])],
    ['places far outside of a zone', inUtm(32633, [[4_000_000, 0], ...square])],
  ])('leaves GDAL to judge: %s', (_what, text) => {
    expect(parseAreaText(text, 'a.geojson')).toEqual({ needsGdal: 'json' });
  });

  it('knows a zone by the names in use, and one alone', () => {
    expect(utmOfNames(['urn:ogc:def:crs:EPSG:9.9:32633'])).toBe(32633);
    expect(utmOfNames(['epsg:32733', 'epsg:32733'])).toBe(32733);
    expect(utmOfNames(['EPSG:32633', 'EPSG:32632'])).toBeNull();
    expect(utmOfNames(['EPSG:32633', null])).toBeNull();
    expect(utmOfNames(['EPSG:32661'])).toBeNull();
    expect(utmOfNames(['ESRI:32633'])).toBeNull();
  });
});

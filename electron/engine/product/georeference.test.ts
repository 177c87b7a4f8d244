import type { GeoTIFFImage } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { completed, readGeoreference } from './georeference.ts';

const UTM_33_SOUTH = { GTModelTypeGeoKey: 1, GTRasterTypeGeoKey: 1, ProjectedCSTypeGeoKey: 32733 };
const PLACE = { kind: 'metres', epsg: 32733, originX: 600_000, originY: 8_900_000, pixelX: 20, pixelY: 10 };

function placeOf(tags: Readonly<Record<string, readonly number[]>>, keys = UTM_33_SOUTH) {
  const image = {
    getFileDirectory: () => ({ getValue: (name: string) => tags[name], hasTag: () => false }),
    getGeoKeys: () => keys,
    getWidth: () => 300,
    getHeight: () => 200,
  };
  return readGeoreference(image as unknown as GeoTIFFImage, 'a.tif');
}

const scale = [20, 10, 0];
const matrix = (changes: Readonly<Record<number, number>> = {}) =>
  [20, 0, 0, 600_000, 0, -10, 0, 8_900_000, 0, 0, 0, 0, 0, 0, 0, 1].map((value, k) => changes[k] ?? value);

describe('the georeference of a TIFF', () => {
  it('is the corner of its first pixel, wherever the tie point is', () => {
    for (const tie of [
      [0, 0, 0, 600_000, 8_900_000, 0],
      [7, 4, 0, 600_140, 8_899_960, 0],
    ])
      expect(placeOf({ ModelTiepoint: tie, ModelPixelScale: scale })).toEqual(PLACE);
    expect(placeOf({ ModelTransformation: matrix() })).toEqual(PLACE);
  });

  it('is half a pixel away where pixels stand for points', () => {
    const place = placeOf(
      { ModelTiepoint: [0, 0, 0, 600_010, 8_899_995, 0], ModelPixelScale: scale },
      { ...UTM_33_SOUTH, GTRasterTypeGeoKey: 2 },
    );
    expect(place).toEqual(PLACE);
  });

  it('may be rotated by what moves no pixel, and by no more', () => {
    expect(placeOf({ ModelTransformation: matrix({ 1: 0.0005 }) })).toEqual(PLACE);
    // A tenth of a pixel over all rows, and over all columns.
    for (const changes of [{ 1: 0.01 }, { 4: 0.0034 }])
      expect(() => placeOf({ ModelTransformation: matrix(changes) })).toThrow('rotated');
  });

  it('is refused where pixels are laid from the south or from the east', () => {
    const tie = [0, 0, 0, 600_000, 8_900_000, 0];
    expect(() => placeOf({ ModelTransformation: matrix({ 5: 10 }) })).toThrow('from south to north');
    expect(() => placeOf({ ModelTiepoint: tie, ModelPixelScale: [20, -10, 0] })).toThrow('from south to north');
    expect(() => placeOf({ ModelTransformation: matrix({ 0: -20 }) })).toThrow('from east to west');
    expect(() => placeOf({ ModelTiepoint: tie, ModelPixelScale: [-20, 10, 0] })).toThrow('from east to west');
  });
});

it.each([
  ['PROJCS["WGS_1984_UTM_Zone_33S",GEOGCS["GCS_WGS_1984",AUTHORITY["EPSG","4326"]]]', 32733],
  ['PROJCRS["WGS 84 / UTM zone 9N",BASEGEOGCRS["WGS 84",ID["EPSG",4326]],ID["EPSG",32609]]', 32609],
  ['PROJCS["NAD27 / UTM zone 9N",GEOGCS["NAD27"]]', null],
  [null, null],
])('the code of a system in words: %s', (wkt, epsg) => {
  const geoTransform = [600_000, 20, 0, 8_900_000, 0, -10];
  expect(completed({ kind: 'none' }, { geoTransform, wkt }, 'a.tif').place).toEqual({ ...PLACE, epsg });
});

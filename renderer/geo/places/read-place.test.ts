import { describe, expect, test } from 'vitest';
import { PlaceError } from './found-place.ts';
import { readPlace } from './read-place.ts';

const IRELAND = 32629;
const read = (text: string, epsg: number | null = IRELAND) => readPlace(text, epsg);
const only = (text: string, epsg: number | null = IRELAND) => {
  const found = read(text, epsg);
  expect(found.map(({ kind }) => kind)).toHaveLength(1);
  return found[0]!;
};

describe('longitude and latitude', () => {
  test.each([
    '53.4281 N 7.912 W',
    'N 53.4281, W 7.912',
    'N53.4281 W7.912',
    '7.912 W 53.4281 N',
    '53.4281° N 7.9120° W',
    `53°25'41.16"N 7°54'43.2"W`,
    '53° 25′ 41.16″ N, 7° 54′ 43.2″ W',
    '53 25 41.16 N 7 54 43.2 W',
    '53:25:41.16N 7:54:43.2W',
    "53°25.686'N 007°54.72'W",
    'lat 53.4281 lon -7.912',
    'lon=-7.912, lat=53.4281',
    'longitude: -7.912; latitude: 53.4281',
    'geo:53.4281,-7.912',
    'POINT(-7.912 53.4281)',
    '53,4281 N; 7,912 W',
    '53.4281 N 7.912 w',
  ])('%s', (text) => {
    const { lon, lat } = only(text);
    expect(lat).toBeCloseTo(53.4281, 4);
    expect(lon).toBeCloseTo(-7.912, 4);
  });

  test('both orders are offered where nothing tells them apart', () => {
    expect(read('53.4281, -7.912').map(({ kind, lon, lat }) => [kind, lon, lat])).toEqual([
      ['Latitude, longitude', -7.912, 53.4281],
      ['Longitude, latitude', 53.4281, -7.912],
    ]);
    expect(read('10 10')).toHaveLength(1);
  });

  test('a number that can only be a longitude tells', () => {
    expect(only('53.4, 120.5')).toMatchObject({ kind: 'Latitude, longitude', lon: 120.5, lat: 53.4 });
    expect(only('-120.5 53.4')).toMatchObject({ kind: 'Longitude, latitude', lon: -120.5, lat: 53.4 });
  });

  test.each([
    ['53.4 N 7.9 N', 'Both numbers are latitudes.'],
    ['-53.4 N 7.9 W', 'Give a sign or the letter N, not both.'],
    ['100 200', 'Latitudes end at 90 degrees, longitudes at 180.'],
    ['95 N 7 E', 'Latitudes end at 90 degrees, longitudes at 180.'],
    ['53 70 00 N 7 54 00 W', 'Minutes and seconds are below 60.'],
    ['53.5 25 N 7 54 W', 'Only the last of degrees, minutes and seconds may have decimals.'],
  ])('%s: %s', (text, message) => {
    expect(() => read(text)).toThrow(new PlaceError(message));
  });
});

describe('UTM', () => {
  test.each([
    '29U 572340 5921160',
    '29 U 572340 5921160',
    '29N 572340 5921160',
    'UTM 29N 572340 5921160',
    'UTM zone 29U 572340, 5921160',
    '32629 572340 5921160',
    'EPSG:32629 572340 5921160',
    '572340 5921160',
    '572\u202f340 E 5\u202f921\u202f160 N',
    '572340 E 5921160 N UTM 29N',
    '29U E572340 N5921160',
  ])('%s', (text) => {
    const { lon, lat } = only(text);
    expect(lat).toBeCloseTo(53.4345, 3);
    expect(lon).toBeCloseTo(-7.911, 3);
  });

  test('the south', () => {
    expect(only('1S 500000 8000000').lat).toBeCloseTo(-18.09, 2);
    expect(only('32701 500000 8000000').lon).toBeCloseTo(-177, 6);
    expect(only('1K 500000 8000000').lat).toBeCloseTo(-18.09, 2);
  });

  test('S may be the south or a band of the north: both are offered where both are possible', () => {
    expect(read('29S 500000 4000000').map(({ lat }) => Math.round(lat))).toEqual([-54, 36]);
    expect(read('29S 500000 8000000')).toHaveLength(1);
  });

  test.each([
    ['29U 572340', null, 'After the zone, give easting and northing in metres: 572340 5921160.'],
    ['61N 572340 5921160', null, 'UTM has zones 1 to 60, not 61.'],
    ['572340 5921160', null, 'Say the zone before the metres: 29U 572340 5921160.'],
    ['29K 572340 5921160', null, /^These metres do not lie in band K of zone 29/],
    ['29N 572340 59211600', null, 'A northing is below 10 000 000 m.'],
  ])('%s is refused', (text, epsg, message) => {
    expect(() => read(text, epsg)).toThrow(message);
  });
});

describe('MGRS and tiles', () => {
  test.each(['29UNV7234021160', '29U NV 72340 21160', '29unv7234021160', '29U NV7234021160'])('%s', (text) => {
    const { lon, lat, kind } = only(text);
    expect(kind).toBe('MGRS');
    expect(lat).toBeCloseTo(53.4345, 3);
    expect(lon).toBeCloseTo(-7.911, 3);
  });

  test.each([
    'T29UNU',
    '29UNU',
    '29 U NU',
    't29unu',
    'S2A_MSIL2A_20221005T115401_N0400_R023_T29UNU_20221005T182358.SAFE',
  ])('%s is a tile', (text) => {
    const { kind, box } = only(text);
    expect(kind).toBe('Sentinel-2 tile T29UNU');
    const [west, south, east, north] = box!;
    expect(west).toBeCloseTo(-9.0, 2);
    expect(north).toBeCloseTo(53.24, 1);
    expect(east - west).toBeGreaterThan(1.5);
    expect(north - south).toBeGreaterThan(0.97);
  });

  test('squares on the equator', () => {
    expect(only('31NBA', null).box![1]).toBeCloseTo(-0.09, 1);
    expect(only('01KCV').kind).toBe('Sentinel-2 tile T01KCV');
    expect(only('1KCV').kind).toBe('Sentinel-2 tile T01KCV');
  });

  test.each([
    ['29UAU', 'Zone 29 has columns J to R, not A.'],
    ['61UNU', 'There are zones 1 to 60, not 61.'],
    ['29UNU123', 'After the square MGRS has as many digits for east as for north, 1 to 5 of each.'],
  ])('%s: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

test.each(['', 'here', '53', '29I 1 2', '1 2 3', 'T99', '<script>'])('"%s" is no place', (text) => {
  expect(() => read(text)).toThrow(PlaceError);
});

import proj4 from 'proj4';
import { expect, it } from 'vitest';
import { centralMeridian, utmDefinition, utmZone } from './utm.ts';

it.each([
  [32601, 1, false, 'WGS 84'],
  [32760, 60, true, 'WGS 84'],
  [25832, 32, false, 'ETRS89'],
  [26910, 10, false, 'NAD83'],
  [28355, 55, true, 'GDA94'],
])('EPSG:%s is zone %s', (epsg, zone, isSouth, datum) => {
  expect(utmZone(epsg)).toEqual({ zone, isSouth, datum });
  const [lon, lat] = proj4(utmDefinition(epsg)).inverse([500_000, isSouth ? 10_000_000 : 0]) as [number, number];
  expect(lon).toBeCloseTo(centralMeridian(epsg), 9);
  expect(lat).toBeCloseTo(0, 9);
});

it.each([null, 32600, 32661, 25827, 25839, 26924, 28347, 2193, 3857, 4326])('EPSG:%s is none', (epsg) => {
  expect(utmZone(epsg)).toBeNull();
  if (epsg !== null) expect(() => utmDefinition(epsg)).toThrow(`EPSG:${epsg} is no UTM zone`);
});

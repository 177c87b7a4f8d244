import { describe, expect, it } from 'vitest';
import { epsgOf } from './grids.ts';

describe('the zone that attributes name', () => {
  it.each([
    [{ 'proj:code': 'EPSG:32733' }, 32733],
    [{ horizontal_CRS_code: 'EPSG:32660' }, 32660],
    [{ 'proj:epsg': 32_701 }, 32701],
    [{ crs_wkt: 'PROJCS["WGS 84 / UTM zone 18S",AUTHORITY["EPSG","32718"]]' }, 32718],
    [{ 'proj:code': 'EPSG:32661' }, null],
    [{ 'proj:code': 'EPSG:4326' }, null],
    [{}, null],
  ])('%o', (attributes, code) => {
    expect(epsgOf([{}, attributes])).toBe(code);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA } from '../../test/test-data.ts';
import { CompareError } from '../core/errors.ts';
import { mergeFor } from './class-merge.ts';
import { mappingOf } from './mappings.ts';
import { parsePoints, readPoints } from './point-table.ts';
import { scorePoints } from './points.ts';

describe('parsePoints', () => {
  it('passes over comments and rows of empty cells, and never takes one of two columns silently', () => {
    const text = '# by eye\nrow,col,class\n# first\n3,4,2\n,,\n\n5,6,1\n,,\n';
    expect(parsePoints(text, 'p.csv').points.map(({ row, line }) => [row, line])).toEqual([
      [3, 4],
      [5, 7],
    ]);
    expect(() => parsePoints('row,col,class,class\n3,4,2,1\n', 'p.csv')).toThrow('more than one column for class');
    expect(() => parsePoints('row,col,label,code\n3,4,2,1\n', 'p.csv')).toThrow('more than one column for class');
    expect(parsePoints('row,col,class,label\n3,4,2,p1\n', 'p.csv').points[0]?.code).toBe(2);
  });

  it('reads quoted cells, a byte order mark, other line ends and columns in any order', () => {
    const text =
      '\uFEFFclass,Column,row,group,note\r\n4,7,3,"a ""b"", c",x\r\nshadow,0,1,,"two\r\nlines"\r\n1,2,2,,\r\n';
    expect(parsePoints(text, 'p.csv').points).toEqual([
      { row: 3, column: 7, code: 4, weight: null, stratum: null, group: 'a "b", c', file: null, line: 2 },
      { row: 1, column: 0, code: 2, weight: null, stratum: null, group: null, file: null, line: 4 },
      { row: 2, column: 2, code: 1, weight: null, stratum: null, group: null, file: null, line: 5 },
    ]);
  });

  it('says the line of what is wrong', () => {
    const message = (text: string) => {
      try {
        parsePoints(text, 'p.csv');
      } catch (error) {
        return error instanceof CompareError ? error.message : `not a CompareError: ${error}`;
      }
      return 'nothing';
    };
    expect(message('row,col,class\n1,1,1\n1,x,1\n')).toBe(
      'Line 3 of p.csv: col is "x", not a whole number of 0 or more.',
    );
    expect(message('row,col,class\n1,1,9\n')).toContain('Line 2 of p.csv: class is "9"');
    expect(message('row,col,class,weight\n1,1,4,-2\n')).toContain('Line 2 of p.csv: weight is "-2"');
    expect(message('row,class\n1,1\n')).toBe(
      'Line 1 of p.csv has no column row and col (or x and y, or lon and lat); it has row, class.',
    );
    expect(message('row,col,class\n')).toBe('p.csv has no points.');
    expect(message('row,col,class\n1,1,1\n1,1\n')).toContain('Line 3 of p.csv is not CSV');
  });

  it('reads the tables of real points', async (context) => {
    if (!haveSharedData()) return context.skip();
    const { points: scene } = await readPoints(join(SHARED_DATA, 'points', 't29unu_points.csv'));
    expect(scene.length).toBe(280);
    expect(scene[0]).toMatchObject({ row: 695, column: 427, code: 4, stratum: 'cloudmed', weight: 13182.7 });
    const { points: chips } = await readPoints(join(SHARED_DATA, 'points', 'l1c_chips_points.csv'));
    expect(chips.length).toBe(287);
    expect(chips.every(({ file, group }) => file !== null && group !== null)).toBe(true);
  });
});

describe('tables as programs write them', () => {
  const place = {
    width: 100,
    height: 80,
    geoTransform: [499980, 60, 0, 6000000, 0, -60],
    wkt: 'EPSG:32629',
    epsg: 32629,
  };
  const table = (text: string) =>
    parsePoints(text, 'p.csv', place).points.map(({ row, column, code, line }) => [row, column, code, line]);
  const want = [
    [10, 20, 4, 2],
    [30, 40, 1, 3],
  ];

  it.each([
    ['semicolons', 'row;col;class\r\n10;20;4\r\n30;40;1\r\n'],
    ['tabs', 'row\tcol\tclass\n10\t20\t4\n30\t40\t1\n'],
    ['decimals', 'row,col,class\n10.0,20.0,4.0\n30.0,40.0,1\n'],
    ['decimal commas', 'row;col;class\n10,0;20,0;4\n30,0;40,0;1\n'],
    ['other headers', 'ID,Line,Sample,Label\n1,10,20,Thick cloud\n2,30,40,CLEAR\n'],
    ['separator named, as Excel does', 'sep=;\nrow;col;class\n10;20;4\n30;40;1\n'],
    ['x and y', 'X;Y;Class\n501210;5999370;cloud\n502410;5998170;clear\n'],
    ['eastings with commas', 'Easting;Northing;class\n501210,25;5999370,5;cloud\n502410,0;5998170,0;clear\n'],
    ['commas within quotes', '"class","row, counted",row,col\n4,"a, b",10,20\n1,"c;d;e;f",30,40\n'],
  ])('%s', (name, text) => {
    const shift = name.startsWith('separator') ? 1 : 0;
    expect(table(text)).toEqual(want.map(([row, column, code, line]) => [row, column, code, (line ?? 0) + shift]));
  });

  it('reads UTF-16 of either byte order, as Excel writes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'points-'));
    try {
      const text = '\uFEFFrow\tcol\tclass\r\n10\t20\t4\r\n30\t40\t1\r\n';
      for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16(), Buffer.from(text)]) {
        writeFileSync(join(folder, 'p.txt'), bytes);
        const { points } = await readPoints(join(folder, 'p.txt'));
        expect(points.map(({ row, column, code }) => [row, column, code])).toEqual(
          want.map((line) => line.slice(0, 3)),
        );
      }
      await expect(readPoints('/dev/zero')).rejects.toThrow('is a device, not a file');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('places longitude and latitude, and says where they are swapped', () => {
    // gdaltransform gives 500000 5994647.8 and 500653.6 5996873.1.
    expect(table('Longitude,Latitude,class\n-9,54.1,4\n')).toEqual([[89, 0, 4, 2]]);
    const inside = 'lon,lat,class\n-8.99,54.12,4\n';
    expect(table(inside)).toEqual([[52, 11, 4, 2]]);
    expect(() => table('lat,lon,class\n-8.99,54.12,4\n')).toThrow('with longitude and latitude swapped');
    expect(parsePoints('x,y,class\n-8.99,54.12,4\n', 'p.csv', place).notes).toHaveLength(1);
    expect(() => parsePoints(inside, 'p.csv', { ...place, geoTransform: null })).toThrow(
      'the mask has no georeference',
    );
    expect(() => parsePoints(inside, 'p.csv', { ...place, epsg: 2157 })).toThrow('no UTM zone');
  });
});

describe('scorePoints', () => {
  const points = parsePoints(
    'row,col,class,stratum,weight\n0,0,1,a,10\n0,1,4,a,10\n1,0,4,b,30\n1,1,2,b,30\n0,2,3,c,5\n1,2,3,c,5\n',
    'p.csv',
  ).points;
  const mask = (codes: number[]) => ({ width: 3, height: 2, pixelMetres: 60, codes: Uint8Array.from(codes) });

  it('counts points and weights', () => {
    const scores = scorePoints(mask([1, 1, 3, 4, 2, 3]), points);
    expect(scores.points.overallAccuracy).toBeCloseTo(5 / 6, 12);
    expect(scores.weighted?.overallAccuracy).toBeCloseTo(80 / 90, 12);
    expect(scores.weighted?.classes[3]?.producersAccuracy).toBeCloseTo(30 / 40, 12);
    // Stratum a: share 20/90, one of two right; b and c are all right.
    expect(scores.weightedStandardError).toBeCloseTo(Math.sqrt((20 / 90) ** 2 * 0.25), 12);
    expect(scores.leftOut).toBe(0);
  });

  it('leaves out points on missing pixels and merges classes', () => {
    const scores = scorePoints(mask([1, 4, 4, 5, 1, 3]), points, { merge: mergeFor(mappingOf('s2cloudless')) });
    expect(scores.leftOut).toBe(1);
    expect(scores.points.matrix.counts).toEqual([
      [2, 0],
      [0, 3],
    ]);
    expect(scores.points.balancedAccuracy).toBe(1);
  });

  it('finds points of a coarser grid on a finer mask, at their centre', () => {
    const codes = new Uint8Array(54).fill(5);
    for (const point of points) codes[(point.row * 3 + 1) * 9 + point.column * 3 + 1] = point.code;
    const scores = scorePoints({ width: 9, height: 6, pixelMetres: 20, codes }, points, { pointPixelMetres: 60 });
    expect(scores).toMatchObject({ leftOut: 0, points: { overallAccuracy: 1 } });
  });

  it('leaves out points outside of the mask and counts them, and refuses a table of nothing else', () => {
    const small = { width: 2, height: 2, pixelMetres: 60, codes: new Uint8Array(4).fill(1) };
    expect(scorePoints(small, points)).toMatchObject({ outside: 2, points: { total: 4 } });
    const far = points.map((point) => ({ ...point, row: point.row + 7 }));
    expect(() => scorePoints(small, far)).toThrow(
      'None of the 6 points lies in the mask of 2 x 2 pixels; the one on line 2 is at row 7, column 0.',
    );
  });
});

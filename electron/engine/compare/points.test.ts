import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA } from '../../test/test-data.ts';
import { CompareError } from '../core/errors.ts';
import { mappingOf, mergeFor } from './mappings.ts';
import { parsePoints, readPoints, scorePoints } from './points.ts';

describe('parsePoints', () => {
  it('reads quoted cells, a byte order mark, other line ends and columns in any order', () => {
    const text =
      '\uFEFFclass,Column,row,group,note\r\n4,7,3,"a ""b"", c",x\r\nshadow,0,1,,"two\r\nlines"\r\n1,2,2,,\r\n';
    expect(parsePoints(text, 'p.csv')).toEqual([
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
    expect(message('row,class\n1,1\n')).toBe('Line 1 of p.csv has no column col.');
    expect(message('row,col,class\n')).toBe('p.csv has no points.');
    expect(message('row,col,class\n1,1,1\n1,1\n')).toContain('Line 3 of p.csv is not CSV');
  });

  it('reads the tables of real points', async (context) => {
    if (!haveSharedData()) return context.skip();
    const scene = await readPoints(join(SHARED_DATA, 'points', 't29unu_points.csv'));
    expect(scene.length).toBe(280);
    expect(scene[0]).toMatchObject({ row: 695, column: 427, code: 4, stratum: 'cloudmed', weight: 13182.7 });
    const chips = await readPoints(join(SHARED_DATA, 'points', 'l1c_chips_points.csv'));
    expect(chips.length).toBe(287);
    expect(chips.every(({ file, group }) => file !== null && group !== null)).toBe(true);
  });
});

describe('scorePoints', () => {
  const points = parsePoints(
    'row,col,class,stratum,weight\n0,0,1,a,10\n0,1,4,a,10\n1,0,4,b,30\n1,1,2,b,30\n0,2,3,c,5\n1,2,3,c,5\n',
    'p.csv',
  );
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

  it('refuses points outside of the mask', () => {
    expect(() =>
      scorePoints({ width: 2, height: 2, pixelMetres: 60, codes: new Uint8Array(4).fill(1) }, points),
    ).toThrow('The point on line 6 (row 0, column 2) lies outside of the mask of 2 x 2 pixels.');
  });
});

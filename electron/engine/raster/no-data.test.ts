import { describe, expect, it } from 'vitest';
import { cleanReducedNoData } from './no-data.ts';

function cleaned(rows: readonly string[]): string[] {
  const width = rows[0]!.length;
  const dn = Uint16Array.from(rows.join(''), (digit) => Number(digit));
  cleanReducedNoData(dn, width, rows.length);
  return rows.map((_, row) => Array.from(dn.subarray(row * width, (row + 1) * width)).join(''));
}

describe('cleanReducedNoData', () => {
  it('widens no-data by one sample', () => {
    expect(cleaned(['55555', '50055', '50055', '55555', '55555'])).toEqual([
      '00005',
      '00005',
      '00005',
      '00005',
      '55555',
    ]);
  });

  it('takes a lone zero for a dark pixel', () => {
    expect(cleaned(['555', '505', '555'])).toEqual(['555', '515', '555']);
    expect(cleaned(['000', '555', '555'])).toEqual(['111', '555', '555']);
  });

  it('stays within its rows', () => {
    expect(cleaned(['55500', '55500', '55555', '55555'])).toEqual(['55000', '55000', '55000', '55555']);
    expect(cleaned(['0055', '0055', '5555', '5555'])).toEqual(['0005', '0005', '0005', '5555']);
  });

  it('leaves whole data alone', () => {
    expect(cleaned(['123', '456'])).toEqual(['123', '456']);
  });
});

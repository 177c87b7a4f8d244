import { describe, expect, it } from 'vitest';
import { tilesAround } from './tiles-around.ts';

const namesOf = (tiles: ReturnType<typeof tilesAround>) => tiles.map(({ column, row }) => `${column}/${row}`);

describe('the tiles around a view', () => {
  it('begin with those beside it, and end with the second ring', () => {
    const names = namesOf(tilesAround([{ zoom: 5, column: 10, row: 10 }]));
    expect(names).toHaveLength(24);
    expect(new Set(names.slice(0, 4))).toEqual(new Set(['9/10', '11/10', '10/9', '10/11']));
    expect(new Set(names.slice(4, 8))).toEqual(new Set(['9/9', '11/9', '9/11', '11/11']));
    expect(names.slice(-4).every((name) => /^(8|12)\/(8|12)$/.test(name))).toBe(true);
  });

  it('have what is missing within its rectangle first', () => {
    const corners = [
      { zoom: 5, column: 10, row: 10 },
      { zoom: 5, column: 11, row: 11 },
    ];
    expect(new Set(namesOf(tilesAround(corners)).slice(0, 2))).toEqual(new Set(['11/10', '10/11']));
  });

  it('go over the date line, and not beyond the poles', () => {
    const names = namesOf(
      tilesAround([
        { zoom: 3, column: 7, row: 0 },
        { zoom: 3, column: 0, row: 0 },
      ]),
    );
    expect(new Set(names)).toEqual(
      new Set(['5/0', '6/0', '1/0', '2/0', ...[5, 6, 7, 0, 1, 2].flatMap((column) => [`${column}/1`, `${column}/2`])]),
    );
  });
});

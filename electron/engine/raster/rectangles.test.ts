import { describe, expect, it } from 'vitest';
import { rectanglesOf } from './rectangles.ts';

describe('rectanglesOf', () => {
  const place = { column: 100, row: 200, width: 44, height: 40 };
  const cells = (lines: readonly string[]) => ({
    flags: Uint8Array.from(lines.join(''), Number),
    across: lines[0]!.length,
    down: lines.length,
  });

  it('joins runs, and runs that lie alike above each other, and ends where the tile does', () => {
    expect(rectanglesOf(cells(['110', '110', '011']), 16, place)).toEqual([
      { column: 100, row: 200, width: 32, height: 32 },
      { column: 116, row: 232, width: 28, height: 8 },
    ]);
  });

  it('covers each cell once', () => {
    const lines = ['10110', '10100', '00111', '11111'];
    const wide = { ...place, width: 80, height: 64 };
    const seen = new Map<string, number>();
    for (const { column, row, width, height } of rectanglesOf(cells(lines), 16, wide))
      for (let y = row; y < row + height; y += 16)
        for (let x = column; x < column + width; x += 16) {
          const key = `${(x - 100) / 16} ${(y - 200) / 16}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
    const wanted = lines.flatMap((line, y) => [...line].flatMap((flag, x) => (flag === '1' ? [`${x} ${y}`] : [])));
    expect([...seen.keys()].sort()).toEqual(wanted.sort());
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
  });

  it('finds none where none is meant', () => {
    expect(rectanglesOf(cells(['00', '00']), 16, place)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { choosePart, type PartRequest } from './part-choice.ts';

const area = { x0: 0, y0: 0, x1: 1000, y1: 1000 };
const corner = { x0: 0, y0: 0, x1: 500, y1: 500 };
const asked = (changes: Partial<PartRequest>): PartRequest => ({
  ...{ area, wanted: corner, region: undefined, partial: true, isUrgent: false, inCells: false },
  ...changes,
});

describe('the part of a tile that is decoded', () => {
  it('is what is wanted, until parts have cost as much as the tile; who waits still gets the part', () => {
    const partOf = choosePart();
    const parts = Array.from({ length: 5 }, () => partOf('a', asked({})));
    expect(parts).toEqual([corner, corner, corner, corner, area]);
    expect(partOf('a', asked({ isUrgent: true }))).toEqual(corner);
    expect(partOf('b', asked({}))).toEqual(corner);
  });

  it('is the region that will be wanted, however often it is asked for', () => {
    const partOf = choosePart();
    const region = { x0: -50, y0: 0, x1: 600, y1: 700 };
    for (let k = 0; k < 9; k++) expect(partOf('a', asked({ region }))).toEqual({ ...region, x0: 0 });
    expect(partOf('a', asked({ region: { ...region, x1: 400 } }))).toBe(area);
  });

  it('is the tile where nothing less may be decoded, or little less would be', () => {
    const partOf = choosePart();
    expect(partOf('a', asked({ partial: false }))).toBe(area);
    expect(partOf('b', asked({ wanted: { ...area, x1: 700 } }))).toBe(area);
    expect(partOf('c', asked({ area: { ...area, x1: 100, y1: 100 } }))).toMatchObject({ x1: 100, y1: 100 });
  });
});

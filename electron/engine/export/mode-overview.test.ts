import { expect, it } from 'vitest';
import { type CodesRaster, modeOverviews } from './mode-overview.ts';

const half = async (source: CodesRaster): Promise<CodesRaster> =>
  (await modeOverviews(source, Math.max(source.width, source.height) - 1))[0]!;

it('takes the most frequent code, of equally many the first to be so many, and no data last', async () => {
  const codes = Uint8Array.from([
    ...[1, 1, 2, 3, 0, 0],
    ...[4, 1, 3, 2, 0, 5],
    ...[0, 0, 1, 2, 4, 4],
    ...[0, 0, 3, 4, 4, 4],
  ]);
  expect([...(await half({ width: 6, height: 4, codes })).codes]).toEqual([1, 3, 5, 0, 1, 4]);
});

it('spreads an odd side over its half, so that every pixel counts once', async () => {
  const codes = Uint8Array.from([1, 1, 2, 2, 2]);
  expect(await half({ width: 5, height: 1, codes })).toEqual({ width: 2, height: 1, codes: Uint8Array.from([1, 2]) });
});

it('counts the pixels of the full resolution for every overview, not those of the overview before', async () => {
  const codes = Uint8Array.from([...[1, 1, 1, 1], ...[1, 2, 1, 2], ...[1, 1, 2, 2], ...[2, 2, 2, 2]]);
  const [first, second] = await modeOverviews({ width: 4, height: 4, codes }, 1);
  expect([...first!.codes]).toEqual([1, 1, 1, 2]);
  expect([...second!.codes]).toEqual([1]);
  const scattered = Uint8Array.from([...[1, 1, 1, 1], ...[2, 2, 2, 2], ...[1, 1, 2, 2], ...[2, 2, 2, 2]]);
  // Modes of modes, 1 1 1 2, would make it 1.
  expect([...(await modeOverviews({ width: 4, height: 4, codes: scattered }, 1))[1]!.codes]).toEqual([2]);
});

it.each([
  [53, 37, 0],
  [64, 48, 0],
  [64, 48, 1],
  [60, 37, 2],
])(
  'gives what counting every block gives, whatever the sides: %i x %i, from byte %i on',
  async (width, height, begin) => {
    const codes = new Uint8Array(begin + width * height).subarray(begin).map((_, at) => {
      const [row, column] = [Math.floor(at / width), at % width];
      return (row - 15) ** 2 + (column - 20) ** 2 < 150 ? 4 : (row * column) % 23 === 0 ? 2 : column > 45 ? 0 : 1;
    });
    for (const overview of await modeOverviews({ width, height, codes }, 1)) {
      const edge = (index: number, size: number, of: number) => Math.floor(0.5 + (index * of) / size);
      for (let row = 0; row < overview.height; row++)
        for (let column = 0; column < overview.width; column++) {
          const below: number[] = [];
          for (let y = edge(row, overview.height, height); y < edge(row + 1, overview.height, height); y++)
            for (let x = edge(column, overview.width, width); x < edge(column + 1, overview.width, width); x++)
              below.push(codes[y * width + x]!);
          const count = (code: number) => below.filter((one) => one === code).length;
          const most = Math.max(...[1, 2, 3, 4].map(count));
          const code = overview.codes[row * overview.width + column]!;
          expect(count(code)).toBe(most === 0 ? below.length : most);
        }
    }
  },
);

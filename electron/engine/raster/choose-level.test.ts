import { describe, expect, it } from 'vitest';
import { Jpeg2000Error } from '../core/errors.ts';
import type { RasterFile } from '../product/types.ts';
import { chooseFile, chooseLevel } from './choose-level.ts';
import type { RasterContext } from './context.ts';

const fileOf = (metres: number) => ({ name: `${metres}`, pixelMetres: metres }) as RasterFile;

describe('chooseLevel', () => {
  const levels = [10, 20, 60].map((metres) => ({ file: { name: `${metres}` } as never, metres, levels: 4 }));
  it.each([
    [4, 10],
    [10, 10],
    [17, 20],
    [60, 60],
    [100, 120],
    [70, 80],
    // Of a file with a ninth of the bytes and a tenth of the tiles rather than the coarsest that would do.
    [150, 120],
    [190, 240],
    [5000, 960],
  ])('for a picture of %i m takes samples of %i m', (viewMetres, metres) => {
    expect(chooseLevel(levels, viewMetres)?.metres).toBe(metres);
  });
});

describe('chooseFile', () => {
  const choose = async (viewMetres: number, broken: readonly number[] = []) => {
    const opened: number[] = [];
    const failures: unknown[] = [];
    const open = async ({ pixelMetres }: RasterFile) => {
      opened.push(pixelMetres);
      if (broken.includes(pixelMetres)) throw new Jpeg2000Error('Broken.', { file: `${pixelMetres}` });
      return { levels: 4, name: `${pixelMetres}` };
    };
    const choice = await chooseFile([10, 20, 60].map(fileOf), { open } as unknown as RasterContext, {
      metresOf: ({ pixelMetres }) => pixelMetres,
      viewMetresBy: () => viewMetres,
      onFailure: (error) => failures.push(error),
    });
    return { opened, failures: failures.length, metres: choice?.metres ?? null, from: choice?.source.name ?? null };
  };

  it('opens no other file where the coarsest can be halved to the scale', async () => {
    expect(await choose(190)).toEqual({ opened: [60], failures: 0, metres: 240, from: '60' });
  });

  it('opens all where it takes a comparison', async () => {
    expect(await choose(70)).toEqual({ opened: [60, 20, 10], failures: 0, metres: 80, from: '20' });
    expect(await choose(10)).toEqual({ opened: [60, 20, 10], failures: 0, metres: 10, from: '10' });
  });

  it('takes the next file where one cannot be opened, and tells of it', async () => {
    expect(await choose(190, [60])).toEqual({ opened: [60, 20, 10], failures: 1, metres: 160, from: '20' });
    expect(await choose(190, [10, 20, 60])).toMatchObject({ failures: 3, metres: null });
  });
});

import { expect, it } from 'vitest';
import { warningSentences } from './warning-sentences.ts';

const damaged = (band: string) => ({
  code: 'band-unreadable' as const,
  message: `Only 1 of its 2 tiles are there. T33UVU_${band}_20m.jp2 is used instead.`,
  file: `GRANULE/IMG_DATA/T33UVU_${band}_10m.jp2`,
});

it('says what is of one kind once, with the files', () => {
  const other = { code: 'radiometry' as const, message: 'All is dark.', file: '/data/X.SAFE' };
  expect(warningSentences([damaged('B02'), damaged('B03'), damaged('B02'), other, damaged('B8A')])).toEqual([
    'T33UVU_B02_10m.jp2: Only 1 of its 2 tiles are there. T33UVU_B02_20m.jp2 is used instead. So it is with 2 more files (T33UVU_B03_10m.jp2, T33UVU_B8A_10m.jp2).',
    'All is dark.',
  ]);
  expect(warningSentences([damaged('B02')])).toHaveLength(1);
  expect(warningSentences([])).toEqual([]);
  const tile = (number: number) => ({ ...damaged('B04'), message: `T33UVU_B04_10m.jp2: tile ${number} is damaged.` });
  expect(warningSentences([1, 2, 3].map(tile))).toEqual([
    'T33UVU_B04_10m.jp2: tile 1 is damaged. So it is at 2 more places of it.',
  ]);
});

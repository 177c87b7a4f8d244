import { expect, it } from 'vitest';
import { timeInName } from './time-in-name.ts';

it('reads the time in names of products, bands and exports', () => {
  const moment = { time: '2024-05-06T10:10:31Z', isDayOnly: false };
  const day = { time: '2024-05-06T00:00:00Z', isDayOnly: true };
  for (const [name, told] of [
    ['S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500', moment],
    ['20240506T101031_20240506T101529_T33UVU', moment],
    ['T33UXQ_20240506T101031_B02', moment],
    ['fields 2024-05-06', day],
    ['S2_20240506', day],
    ['2024-05-06_median', day],
  ] as const)
    expect(timeInName(name), name).toEqual(told);
});

it('takes no other number for a date', () => {
  for (const name of [
    'scene',
    'tile_20241399',
    'area_20240230',
    'x120240506',
    'S2_202405',
    '20249999T101031',
    'v1.2024',
  ])
    expect(timeInName(name), name).toBeNull();
});

import { expect, it } from 'vitest';
import { nameFacts } from './name-facts.ts';

it('reads date, tile and level of both naming conventions, and nothing of other names', () => {
  expect(nameFacts('S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE')).toEqual({
    day: '6 May 2024',
    tile: 'T33UVU',
    level: 'L2A',
  });
  expect(nameFacts('S2A_OPER_PRD_MSIL1C_PDMC_20160318T145513_R022_V20160317T102012_20160317T102012.SAFE')).toEqual({
    day: '17 Mar 2016',
    tile: null,
    level: 'L1C',
  });
  expect(nameFacts('notes_20240506T101031_T33UVU_.txt')).toEqual({ day: null, tile: null, level: null });
});

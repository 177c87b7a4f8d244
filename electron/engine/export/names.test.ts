import { expect, it } from 'vitest';
import { exportNames } from './names.ts';

it('names files after product, content and grid', () => {
  const names = exportNames('S2A_MSIL2A_X', 20, 'nephos-l2a');
  expect(names.mask).toBe('S2A_MSIL2A_X_mask_20m.tif');
  expect(names.polygons('shp')).toBe('S2A_MSIL2A_X_polygons_20m.shp');
  expect(names.cleaned(10, 'B8A')).toBe('S2A_MSIL2A_X_clean_B8A_10m.tif');
  expect(names.cleaned(60)).toBe('S2A_MSIL2A_X_clean_60m.tif');
});

it('tells pixel sizes to the centimetre', () => {
  const mask = (metres: number) => exportNames('X', metres, 'nephos-l2a').mask;
  expect([10.000000001, 19.95, 60.02, 30].map(mask)).toEqual(
    ['10', '19.95', '60.02', '30'].map((metres) => `X_mask_${metres}m.tif`),
  );
});

it('keeps the files of other packs apart', () => {
  expect(exportNames('X', 10, 'ukis-csmask').mask).toBe('X_mask_10m_ukis-csmask.tif');
});

it('makes names that every file system takes', () => {
  expect(exportNames('a:b/c\\d*?"<>|\n', 10, 'p/q').quicklook).toBe('a_b_c_d________quicklook_10m_p_q.png');
  expect(exportNames('.. ', 10, 'nephos-l1c').mask).toBe('__mask_10m.tif');
  expect(exportNames('x'.repeat(300), 10, 'nephos-l1c').mask).toHaveLength(150 + '_mask_10m.tif'.length);
});

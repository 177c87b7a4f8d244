import { expect, it } from 'vitest';
import { nameTemplateSchema } from './name-template.ts';
import { exportName, productFolderName } from './names.ts';

const subject = (id: string, pixelMetres: number, packId: string) => ({
  product: { id },
  grid: { pixelMetres },
  packId,
});
const mask = (id: string, metres = 10, packId = 'nephos-l1c') =>
  exportName(subject(id, metres, packId), 'mask', '.tif');

it('names files after product, content and grid', () => {
  const of = subject('S2A_MSIL2A_X', 20, 'nephos-l2a');
  expect(exportName(of, 'mask', '.tif')).toBe('S2A_MSIL2A_X_mask_20m.tif');
  expect(exportName(of, 'polygons', '.shp')).toBe('S2A_MSIL2A_X_polygons_20m.shp');
  expect(exportName(of, 'clean_B8A', '.tif', 10)).toBe('S2A_MSIL2A_X_clean_B8A_10m.tif');
  expect(exportName(of, 'clean', '.tif', 60)).toBe('S2A_MSIL2A_X_clean_60m.tif');
});

it('tells pixel sizes to the centimetre', () => {
  expect([10.000000001, 19.95, 60.02, 30].map((metres) => mask('X', metres))).toEqual(
    ['10', '19.95', '60.02', '30'].map((metres) => `X_mask_${metres}m.tif`),
  );
});

it('keeps the files of other packs apart', () => {
  expect(mask('X', 10, 'ukis-csmask')).toBe('X_mask_10m_ukis-csmask.tif');
});

it('makes names that every file system takes', () => {
  const of = subject('a:b/c\\d*?"<>|\n', 10, 'p/q');
  expect(exportName(of, 'quicklook', '.png')).toBe('a_b_c_d________quicklook_10m_p_q.png');
  expect(mask('.. ')).toBe('__mask_10m.tif');
  expect(mask('x'.repeat(300))).toHaveLength(150 + '_mask_10m.tif'.length);
});

it('makes no name of a device of Windows', () => {
  const named = (nameTemplate: string) =>
    exportName({ ...subject('X', 20, 'p'), recipe: { nameTemplate } }, 'mask', '.tif');
  expect(['con.{what}', 'NUL.{what}', 'com1 .{what}'].map(named)).toEqual([
    'con_.mask.tif',
    'NUL_.mask.tif',
    'com1_ .mask.tif',
  ]);
  expect(['console.{what}', 'com10.{what}'].map(named)).toEqual(['console.mask.tif', 'com10.mask.tif']);
  expect(['AUX', 'lpt9.SAFE', 'S2A'].map(productFolderName)).toEqual(['AUX_', 'lpt9_.SAFE', 'S2A']);
});

it('says of which area a file is', () => {
  const of = { ...subject('X', 20, 'nephos-l2a'), areaName: 'north/fields' };
  expect(exportName(of, 'mask', '.tif')).toBe('X_north_fields_mask_20m.tif');
  expect(exportName({ ...of, areaName: 'a'.repeat(60) }, 'mask', '.tif')).toBe(`X_${'a'.repeat(40)}_mask_20m.tif`);
  expect(exportName({ ...of, areaName: null }, 'mask', '.tif')).toBe('X_mask_20m.tif');
});

it('names files by a template; a token without a value goes with its separator; what a file holds is never lost', () => {
  const of = {
    product: { id: 'S2A_MSIL2A_X', tile: '33UVU', sensingTime: '2024-05-06T10:10:31.000Z' },
    grid: { pixelMetres: 20 },
    packId: 'nephos-l2a',
    areaName: 'fields' as string | null,
  };
  const named = (nameTemplate: string, areaName: string | null = 'fields', what = 'mask') =>
    exportName({ ...of, areaName, recipe: { nameTemplate } }, what, '.tif');
  expect(named('{date}_{tile}_{area}_{what}_{grid}_{model}')).toBe('20240506_T33UVU_fields_mask_20m_nephos-l2a.tif');
  expect(named('{date}_{area}-{what}', null)).toBe('20240506-mask.tif');
  expect(named('{area} {tile}', null)).toBe('T33UVU_mask.tif');
  expect(named('season/{product}')).toBe('season_S2A_MSIL2A_X_mask.tif');
  expect(named('{product}{product}{product}'.padEnd(120, 'x'), null, 'clean_B8A')).toMatch(/_clean_B8A\.tif$/);
});

it('says of a template that is too long how long it may be', () => {
  const refused = nameTemplateSchema.safeParse('x'.repeat(121));
  expect(refused.error?.issues[0]?.message).toMatch(/^The names are longer than 120 characters/);
});

it.each(['{what', '{clouds}', '', '}'])('refuses the template "%s"', (template) => {
  expect(nameTemplateSchema.safeParse(template).success).toBe(false);
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { looseTiffs, warningText } from '../../test/loose-product.ts';
import { fakeFiles, productWriter, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { openProduct } from './open.ts';

const temporary = temporaryFolder('nephoscope-offsets-test-');
const productFolder = productWriter(temporary);

describe('converted band files without any metadata', () => {
  it('have the offset that their pixels leave possible; where both are, it is asked for', async () => {
    const name = (band: string) => `T32UNU_20230612T102031_${band}_10m.tif`;
    const dark = await openProduct(await productFolder(looseTiffs(name, { values: [150, 400, 2500] }), 'x'));
    expect(dark.offsets.B02).toBe(0);
    expect(warningText(dark)).toMatch(/0 is used, since with -0\.1 \d+ %/);
    await refusalOf(openProduct(await productFolder(looseTiffs(name, { values: [1150, 1400, 3500] }), 'y')));
    const thousandths = await productFolder(looseTiffs(name, { values: [50, 60, 250] }), 'z');
    expect((await openProduct(thousandths, { stack: { scale: 0.001 } })).offsets.B02).toBe(0);
  });
});

describe('converted band files beside metadata that lists an offset', () => {
  /** An L2A product of GeoTIFFs whose values take turns. */
  function converted(values: readonly number[], options: object = {}): Map<string, Uint8Array> {
    const files = looseTiffs((band) => `${band}.tif`, { values, ...options });
    files.set('product_metadata.xml', fakeFiles().get('MTD_MSIL2A.xml')!);
    return files;
  }
  const item = (properties: object) =>
    Buffer.from(
      JSON.stringify({
        type: 'Feature',
        stac_version: '1.0.0',
        id: 'S2A_32UNU_20230612_0_L2A',
        properties,
        assets: {},
      }),
    );

  it('have it taken off once, whether it was already or not', async () => {
    const applied = await openProduct(await productFolder(converted([150, 400, 2500]), 'S2A_32UNU_20230612_0_L2A'));
    expect(new Set(Object.values(applied.offsets))).toEqual(new Set([0]));
    expect(warningText(applied)).toMatch(/taken off already.*--offset -0\.1/);
    const untouched = await openProduct(await productFolder(converted([1150, 1400, 3500]), 'a'));
    expect(untouched.offsets.B02).toBeLessThanOrEqual(-1000);
    expect(warningText(untouched)).toMatch(/Say --offset 0 if/);
  });

  it('are read by what is listed where no pixels speak for or against it, which is said', async () => {
    const files = [...converted([150, 400, 2500])].filter(([name]) => !/B04|B11|B12/.test(name));
    const product = await openProduct(await productFolder(new Map(files), 'a'));
    expect(product.offsets.B02).toBeLessThanOrEqual(-1000);
    expect(warningText(product)).toMatch(/pixels could not be looked at.*Say --offset 0 if/);
  });

  it('follow what the user says, the STAC item, or the tags of the files', async () => {
    const files = converted([150, 400, 2500]);
    const given = await openProduct(await productFolder(files, 'a'), { stack: { offset: -0.1 } });
    expect(given.offsets.B02).toBe(-1000);
    const bright = converted([2000, 5000]);
    bright.set('item.json', item({ datetime: '2023-06-12T10:25:40Z', 'earthsearch:boa_offset_applied': true }));
    expect((await openProduct(await productFolder(bright, 'b'))).offsets.B02).toBe(0);
    const tagged = converted([150, 400], { scale: 0.0001, offset: 0 });
    expect((await openProduct(await productFolder(tagged, 'c'))).offsets.B02).toBe(0);
    const wrong = converted([150, 400], { scale: 0.0001, offset: -1000 });
    expect((await refusalOf(openProduct(await productFolder(wrong, 'd')))).remedy).toContain('--offset -0.1');
  });

  it('are read by the pixels where the item is wrong about them', async () => {
    const files = converted([150, 400, 2500]);
    files.set('item.json', item({ 'earthsearch:boa_offset_applied': false }));
    expect((await openProduct(await productFolder(files, 'e'))).offsets.B02).toBe(0);
  });
});

describe("products of Sen2Cor on a machine of one's own", () => {
  it('open without an offset list, with a warning, and with the offset that is said', async () => {
    const folder = await productFolder(fakeFiles());
    const file = join(folder, 'MTD_MSIL2A.xml');
    const xml = (await readFile(file, 'utf8'))
      .replace(/<BOA_ADD_OFFSET_VALUES_LIST>[\s\S]*<\/BOA_ADD_OFFSET_VALUES_LIST>/, '')
      .replaceAll('05.09', '99.99')
      .replaceAll('N0509', 'N9999');
    await writeFile(file, xml);
    const product = await openProduct(folder);
    expect(new Set(Object.values(product.offsets))).toEqual(new Set([0]));
    expect(warningText(product)).toMatch(/Sen2Cor.*--offset -0\.1/);
    expect((await openProduct(folder, { stack: { offset: -0.1 } })).offsets.B02).toBe(-1000);
  });
});

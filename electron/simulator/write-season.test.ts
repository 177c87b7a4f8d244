import { basename } from 'node:path';
import { fromFile } from 'geotiff';
import { expect, it } from 'vitest';
import { CLEAR, CLOUD, SEMI } from '../engine/core/classes.ts';
import { openJpeg2000 } from '../engine/jpeg2000/image.ts';
import { createTileDecoder } from '../engine/jpeg2000/tile-decoder.ts';
import { openProduct } from '../engine/product/open.ts';
import { temporaryFolder } from '../test/test-product.ts';
import { writeSeason } from './write-season.ts';

const folder = temporaryFolder('nephoscope-season-');

async function classes(path: string): Promise<Uint8Array> {
  const tiff = await fromFile(path);
  const [codes] = (await (await tiff.getImage()).readRasters()) as unknown as [Uint8Array];
  await tiff.close();
  return codes;
}

const share = (codes: Uint8Array, ...wanted: number[]) =>
  codes.filter((code) => wanted.includes(code)).length / codes.length;

it('writes dates of one place: the ground stays, the sky and the sun change', async () => {
  const season = await writeSeason({ folder: folder.path, level: 'L2A', size: 'tiny', threads: 1 }, 4);
  const products = await Promise.all(season.map(({ productPath }) => openProduct(productPath)));
  const decoder = createTileDecoder({ threads: 1 });
  try {
    expect(products.map(({ sensingTime }) => sensingTime?.slice(0, 10))).toEqual([
      '2024-05-06',
      '2024-05-16',
      '2024-05-26',
      '2024-06-05',
    ]);
    expect(new Set(products.map(({ tile }) => tile))).toEqual(new Set(['33UVU']));
    expect(basename(season[3]!.productPath)).toBe('S2A_MSIL2A_20240605T101031_N0510_R022_T33UVU_20240605T141500.SAFE');
    const zeniths = products.map(({ sun }) => sun!.zenithDegrees);
    expect(zeniths[3]).toBeLessThan(zeniths[0]! - 3);

    const truths = await Promise.all(season.map(({ truthPath }) => classes(truthPath)));
    expect(share(truths[1]!, CLOUD, SEMI)).toBe(0);
    expect(share(truths[2]!, CLEAR)).toBeGreaterThan(0.4);
    expect(share(truths[2]!, CLOUD)).toBeGreaterThan(0.02);
    expect(share(truths[3]!, CLOUD)).toBeGreaterThan(0.8);

    const [before, after] = await Promise.all(
      [products[1]!, products[2]!].map(async (product) => {
        const image = await openJpeg2000(
          await product.bands.B8A!.find(({ pixelMetres }) => pixelMetres === 20)!.open(),
          decoder,
        );
        const samples = (await image.readWhole()) as Uint16Array;
        await image.close();
        return samples;
      }),
    );
    const differences = Array.from(before!, (value, at) => Math.abs(value - after![at]!)).filter(
      (_, at) => truths[1]![at] === CLEAR && truths[2]![at] === CLEAR,
    );
    expect(differences.sort((a, b) => a - b)[Math.floor(0.9 * differences.length)]).toBeLessThan(60);
  } finally {
    await decoder.close();
    for (const product of products) await product.close();
  }
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gdalTool, rasterInfo, readBand, withFolder } from '../../test/export-support.ts';
import { exportQuicklook } from './quicklook.ts';
import { drawQuicklook } from './quicklook-image.ts';

function flat(width: number, height: number, colour: readonly number[]) {
  return { width, height, rgba: Uint8Array.from({ length: width * height * 4 }, (_, i) => colour[i % 4]!) };
}

const pixel = ({ width, rgb }: { width: number; rgb: Uint8Array }, column: number, row: number) => [
  ...rgb.subarray(3 * (row * width + column), 3 * (row * width + column) + 3),
];

it('draws the image, the image under the mask, and a bar as long as the classes are large', () => {
  const mask = { width: 2, height: 1, codes: Uint8Array.of(1, 4) };
  const canvas = drawQuicklook(flat(100, 60, [10, 20, 30, 255]), mask);
  expect([canvas.width, canvas.height]).toEqual([208, 92]);
  expect(pixel(canvas, 50, 30)).toEqual([10, 20, 30]);
  expect(pixel(canvas, 108 + 20, 30)).toEqual([10, 20, 30]);
  const blended = [0xd5, 0x5e, 0x00].map((above, i) => Math.round(0.35 * [10, 20, 30][i]! + 0.65 * above));
  expect(pixel(canvas, 108 + 80, 30)).toEqual(blended);
  expect(pixel(canvas, 103, 91)).toEqual([0xd5, 0x5e, 0x00]);
  expect(pixel(canvas, 104, 91)).toEqual([255, 255, 255]);
});

it('shrinks by mean and by mode, and lays transparent pixels on white', () => {
  const image = { width: 2, height: 2, rgba: Uint8Array.of(0, 0, 0, 255, 200, 0, 0, 255, 0, 100, 0, 255, 9, 9, 9, 0) };
  const canvas = drawQuicklook(image, { width: 2, height: 2, codes: Uint8Array.of(5, 2, 2, 1) }, 1);
  expect(pixel(canvas, 0, 0)).toEqual([114, 89, 64]);
  expect(pixel(canvas, 9, 0)).toEqual([114, 89, 64].map((c, i) => Math.round(0.35 * c + 0.65 * [0, 0x72, 0xb2][i]!)));
});

it('writes a PNG of at most 1200 pixels a side that GDAL reads back', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'q.png');
    const image = flat(1500, 900, [90, 120, 30, 255]);
    const mask = { width: 150, height: 90, codes: new Uint8Array(150 * 90).fill(3) };
    await exportQuicklook({ image, mask, metadata: { Title: 'S2A_X' } }, path);
    expect(readdirSync(folder)).toEqual(['q.png']);
    const info = rasterInfo(path);
    expect(info.size).toEqual([2408, 752]);
    expect(gdalTool('gdalinfo', path)).toContain('Title=S2A_X');
    expect(Buffer.compare(readBand(path, 1), drawRed(image, mask))).toBe(0);
  });
});

function drawRed(...values: Parameters<typeof drawQuicklook>): Uint8Array {
  const { rgb } = drawQuicklook(...values);
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) => rgb[3 * i]!);
}

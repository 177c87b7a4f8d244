import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { openFile } from '../product/byte-source.ts';
import { openJpeg2000 } from './image.ts';
import { createTileDecoder, type TileDecoder } from './tile-decoder.ts';
import { largestError, planesLeftOut } from './trim.ts';

const LEVELS = 4;
let decoder: TileDecoder;
let folder: string;
beforeAll(() => {
  decoder = createTileDecoder({ threads: 2 });
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-trim-'));
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

/** What leaving out bit-planes changes in a file. */
async function change(path: string, planes: number) {
  const image = await openJpeg2000(await openFile(path), decoder);
  const exact = await image.readWhole();
  const trimmed = await image.readWhole({ planes });
  await image.close();
  let largest = 0;
  let squares = 0;
  let otherZeros = 0;
  for (let i = 0; i < exact.length; i++) {
    const error = Math.abs(exact[i]! - trimmed[i]!);
    if (error > largest) largest = error;
    squares += error ** 2;
    if ((exact[i] === 0) !== (trimmed[i] === 0)) otherZeros++;
  }
  return { largest, rms: Math.sqrt(squares / exact.length), otherZeros };
}

/** Soft ground with noise and a hole without data; DN from `darkest`. */
function ground(width: number, height: number, darkest: number): Uint16Array {
  let seed = 1;
  const noise = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed >>> 24;
  };
  return Uint16Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x < 40 && y < 50) return 0;
    return darkest + Math.round(600 + 500 * Math.sin(x / 30) * Math.cos(y / 20)) + noise();
  });
}

describe('bit-planes left out', () => {
  it('are fewer in coarser details', () => {
    expect([0, 1, 2, 3].map((coarser) => planesLeftOut(3, coarser, false))).toEqual([3, 2, 1, 0]);
    expect([0, 1, 2, 3].map((coarser) => planesLeftOut(3, coarser, true))).toEqual([4, 3, 2, 0]);
    expect([0, 1, 2, 3, 4].map((coarser) => planesLeftOut(5, coarser, false))).toEqual([5, 3, 2, 1, 0]);
    expect([0, 1, 2, 3, 4].map((coarser) => planesLeftOut(5, coarser, true))).toEqual([6, 4, 3, 2, 0]);
    expect(largestError(0, LEVELS)).toBeLessThan(10);
  });

  it.each([10, 20, 60] as const)('keep samples within their error in the coding of %i m bands', async (coding) => {
    const size = { width: coding === 10 ? 1100 : 700, height: 300 };
    const path = join(folder, `bright-${coding}.jp2`);
    await writeTestBand(path, { ...size, pixelMetres: coding, dn: ground(size.width, size.height, 1000) }, coding);
    for (const planes of [2, 5]) {
      const { largest, rms, otherZeros } = await change(path, planes);
      expect(largest).toBeGreaterThan(0);
      expect(largest).toBeLessThanOrEqual(largestError(planes, LEVELS));
      expect(rms).toBeLessThan(2 ** planes / 2);
      expect(otherZeros).toBe(0);
    }
  });

  it.each([20, 60] as const)('and a region of %i m bands gives the pixels that the whole image has', async (coding) => {
    const size = { width: 1500, height: 700 };
    const path = join(folder, `region-${coding}.jp2`);
    await writeTestBand(path, { ...size, pixelMetres: coding, dn: ground(1500, 700, 60) }, coding);
    const image = await openJpeg2000(await openFile(path), decoder);
    const exact = await image.readWhole();
    const trimmed = await image.readWhole({ planes: 4 });
    expect(exact.some((value, i) => value !== trimmed[i])).toBe(true);
    expect(exact.some((value, i) => value > 0 && value === trimmed[i] && value > 200)).toBe(true);
    await image.close();
    const fresh = await openJpeg2000(await openFile(path), decoder);
    const region = { column: 20, row: 30, width: 210, height: 190 };
    const window = { column: 31, row: 30, width: 170, height: 180 };
    const read = await fresh.readWindow(window, { planes: 4, region });
    for (let i = 0; i < read.length; i++) {
      const at = (window.row + Math.floor(i / window.width)) * size.width + window.column + (i % window.width);
      if (read[i] !== trimmed[at]) throw new Error(`sample ${i}: ${read[i]}, in the whole ${trimmed[at]}`);
    }
    const beyond = await fresh.readWindow({ ...window, width: 400 }, { planes: 4, region });
    expect(beyond[399]).toBe(trimmed[30 * size.width + 31 + 399]);
    await fresh.close();
  });

  it('are decoded all the same around a sample that might be 0', async () => {
    const path = join(folder, 'dark.jp2');
    const dn = ground(300, 300, 1).map((value, i) => (i % 300 < 12 ? value % 100 : value + 1000));
    await writeTestBand(path, { width: 300, height: 300, pixelMetres: 20, dn }, 20);
    const image = await openJpeg2000(await openFile(path), decoder);
    const trimmed = await image.readWhole({ planes: 5 });
    await image.close();
    const changed = dn.map((value, i) => (value === trimmed[i] ? 0 : 1));
    expect(changed.some((flag, i) => flag === 1 && i % 300 < 64)).toBe(false);
    expect(changed.some((flag, i) => flag === 1 && i % 300 >= 128)).toBe(true);
  });
});

describe.skipIf(!haveSharedData())('bit-planes left out of bands of ESA', () => {
  it.each(['B02', 'B12'])('%s is off by less than a network notices', async (band) => {
    const granule = join(T29UNU, 'GRANULE', 'L2A_T29UNU_A038058_20221005T115407');
    const path = join(granule, 'IMG_DATA', 'R60m', `T29UNU_20221005T115411_${band}_60m.jp2`);
    const { largest, rms, otherZeros } = await change(path, 4);
    expect(rms).toBeGreaterThan(1);
    expect(rms).toBeLessThan(8);
    expect(largest).toBeLessThanOrEqual(largestError(4, LEVELS));
    expect(otherZeros).toBe(0);
  });
});

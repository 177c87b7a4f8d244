import { describe, expect, it } from 'vitest';
import { type FakeTiff, fakeTiff } from '../../test/fake-tiff.ts';
import { refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { EARTH_ENGINE, stackOpener } from '../../test/test-stack.ts';
import { openFile } from './byte-source.ts';
import { describeProduct } from './describe.ts';
import { openTiffRaster } from './tiff-raster.ts';

const temporary = temporaryFolder('nephoscope-stack-values-');
const open = stackOpener(temporary);

describe('what the values of a stack are', () => {
  it('turns float and signed values into DN that keep reflectance', async () => {
    for (const [bits, sampleFormat, scale] of [
      [32, 3, 1],
      [16, 2, 1e-4],
    ] as const) {
      const product = await open({ descriptions: EARTH_ENGINE, bits, sampleFormat }, { scale, offset: 0.01 });
      const { toDn } = product.bands.B02![0]!;
      const value = 0.25 / scale;
      const dn = Math.round(value * toDn!.scale + toDn!.offset);
      expect((dn + product.offsets.B02!) / product.quantification).toBeCloseTo(0.26, 4);
      // What is told is the file's own scale and offset, not those of the DN that are made of it.
      expect(describeProduct(product).stored).toEqual({ scale, offset: 0.01 });
    }
  });

  it('tells a no-data value of its own', async () => {
    const product = await open({ descriptions: EARTH_ENGINE, noData: '65535' });
    const source = await openFile(product.path);
    const raster = await openTiffRaster(source, 'it');
    expect(raster.about.map(({ noData }) => noData)).toEqual(EARTH_ENGINE.map(() => 65535));
    await source.close();
    const plain = await open({ descriptions: EARTH_ENGINE, noData: '0' });
    expect(plain.bands.B02![0]!.toDn).toBeUndefined();
    expect(describeProduct(plain).stored).toBeNull();
  });

  /** A stack of two bands of floating-point numbers, by pixel: land with cloud, `change`d. */
  function floats(change: (reflectance: number, at: number) => number, options: Partial<FakeTiff> = {}): Buffer {
    const [width, height] = [30, 30];
    const tiff = fakeTiff({ descriptions: ['B02', 'B8A'], bits: 32, sampleFormat: 3, width, height, ...options });
    const values = Float32Array.from({ length: 2 * width * height }, (_, at) =>
      change(at % 3 === 0 ? 0.3 + (at % 50) / 80 : 0.02 + (at % 40) / 400, at),
    );
    return Buffer.concat([tiff.subarray(0, tiff.length - values.byteLength), new Uint8Array(values.buffer)]);
  }
  const L2A = { level: 'L2A', scale: 1 } as const;

  it.each([-9999, -0.9999, 1e20])('takes %s that it does not state for missing, and says so', async (code) => {
    const product = await open(
      floats((value, at) => (at % 4 === 0 ? code : value)),
      L2A,
    );
    expect(product.warnings[0]?.message).toMatch(/25\.0 % of the values .* which no reflectance can be/);
    const { lowest, highest } = product.bands.B02![0]!.toDn!;
    expect(Math.fround(code) < lowest! || Math.fround(code) > highest!).toBe(true);
  });

  it('has reflectances of 0 where it states another no-data value, and none otherwise', async () => {
    const toDnOf = async (noData?: string) =>
      (
        await open(
          floats((value) => value, noData === undefined ? {} : { noData }),
          L2A,
        )
      ).bands.B02![0]!.toDn;
    expect((await toDnOf())?.zeroIsValid).toBeUndefined();
    expect((await toDnOf('0'))?.zeroIsValid).toBeUndefined();
    for (const noData of ['-9999', 'nan', '-inf']) expect((await toDnOf(noData))?.zeroIsValid).toBe(true);
  });

  it('is refused with a reading that fits where its reflectances cannot be', async () => {
    const refused = await refusalOf(
      open(
        floats((value) => value * 10_000),
        { ...L2A, offset: -1000 },
      ),
    );
    expect(refused.message).toMatch(/% of the reflectances lie (above 2|below -0\.2) with scale 1 and offset -1000/);
    expect(refused.remedy).toContain('--scale 0.0001 --offset -0.1 gives plausible ones');
  });

  it('gives a warning where its reflectances are unlikely, or are read otherwise than it tells', async () => {
    const dark = await open(
      floats((value) => value),
      { ...L2A, scale: 1e-4 },
    );
    expect(dark.warnings[0]?.message).toMatch(/as dark as night.*scale 0\.0001|scale 0\.0001.*as dark as night/);
    const overruled = await open(
      floats((value) => value, { scale: 0.5 }),
      L2A,
    );
    expect(overruled.warnings[0]?.message).toContain('tells scale 0.5; 1 is used, as given');
  });
});

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { type FakeZipEntry, fakeZip, writeZip } from '../../test/fake-zip.ts';
import { fakeFiles, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { openJpeg2000 } from '../jpeg2000/image.ts';
import { createTileDecoder } from '../jpeg2000/tile-decoder.ts';
import { integrityOf } from '../raster/integrity.ts';
import { readWhole } from './files.ts';
import { openProduct } from './open.ts';
import { openZip } from './zip.ts';

/** Bytes that look random and are the same each time (xorshift by G. Marsaglia). */
function noise(count: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Uint8Array.from({ length: count }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 255;
    }),
  );
}

const temporary = temporaryFolder('nephoscope-zip-entry-test-');
const write = (bytes: Uint8Array) => writeZip(temporary.path, bytes);

/** One bit near the end of a file is another one than when the zip was made. */
function damagedZip(entries: readonly FakeZipEntry[], path: string): Buffer {
  const zip = fakeZip(entries);
  const { bytes } = entries.find((entry) => entry.path === path)!;
  const start = zip.indexOf(Buffer.concat([Buffer.from(path), bytes]));
  zip[start + path.length + bytes.length - 8]! ^= 1;
  return zip;
}

const entries = [...fakeFiles()].map(([path, bytes]) => ({ path, bytes }));
const pathOf = (ending: string) => entries.find(({ path }) => path.endsWith(ending))!.path;

describe('a zip whose bytes were damaged since it was made', () => {
  it('is refused where that is in its metadata', async () => {
    const { message, remedy } = await refusalOf(openProduct(await write(damagedZip(entries, pathOf('MTD_TL.xml')))));
    expect(message).toMatch(/MTD_TL.xml .*damaged/);
    expect(remedy).toBe('Download the zip again.');
  });

  it('tells so of a band by what the zip says its bytes add up to', async () => {
    const stateOf = async (zip: Uint8Array) => {
      const product = await openProduct(await write(zip));
      const file = product.bands.B02![0]!;
      const source = await file.open();
      const state = await integrityOf(file, source);
      await source.close();
      await product.close();
      return { state, path: file.path };
    };
    const { state, path } = await stateOf(fakeZip(entries));
    expect(state).toBe('intact');
    expect((await stateOf(damagedZip(entries, path))).state).toBe('altered');
  });

  it('gives the bytes of a packed image as far as they go, and tells that they are others', async () => {
    for (const size of [9 << 20, 1 << 20]) {
      const bytes = randomBytes(size);
      const zip = fakeZip([{ path: 'some.jp2', bytes, isDeflated: true }]);
      zip.fill(0x55, size / 2, size / 2 + 64);
      const tree = await openZip(await write(zip));
      const [entry] = tree.entries;
      const source = await entry!.open();
      expect(Buffer.from(await source.read(1000, 9000))).toEqual(bytes.subarray(1000, 10_000));
      expect(source.size).toBeGreaterThanOrEqual(size);
      await source.close();
      await expect(readWhole(entry!)).rejects.toThrow('some.jp2 is damaged');
      await tree.close();
    }
  });

  it('refuses a packed file of another kind', async () => {
    const bytes = randomBytes(1 << 20);
    const zip = fakeZip([{ path: 'some.tif', bytes, isDeflated: true }]);
    zip.fill(0x55, 2 ** 19, 2 ** 19 + 64);
    const tree = await openZip(await write(zip));
    await expect(tree.entries[0]!.open()).rejects.toThrow('some.tif is damaged');
    await tree.close();
  });

  it.each([[20], [200], [2000]])(
    'has the tiles of a packed band that %i bytes of damage do not meet',
    async (length) => {
      // Drawn the same each time: of a hundred damages of 20 bytes one is told by the checksum alone.
      const dn = Uint16Array.from(noise(400 * 400, 1), (value, i) => 1200 + (i % 400) + 4 * value);
      const path = join(temporary.path, 'band.jp2');
      await writeTestBand(path, { dn, width: 400, height: 400, pixelMetres: 60 }, 60);
      const bytes = await readFile(path);
      const zip = fakeZip([{ path: 'band.jp2', bytes, isDeflated: true }]);
      noise(length, 7).copy(zip, Math.floor(0.4 * zip.length));
      const tree = await openZip(await write(zip));
      const decoder = createTileDecoder({ threads: 1, cacheBytes: 2 ** 20 });
      const source = await tree.entries[0]!.open();
      expect(source.isAltered).toBe(true);
      const image = await openJpeg2000(source, decoder);
      const damage: string[] = [];
      const samples = await image.readWhole({ onDamage: ({ message }) => damage.push(message) });
      for (const close of [image, decoder, tree]) await close.close();
      expect(damage[0]).toMatch(/^Tile \d of 9 /);
      expect(samples.filter((value, i) => value !== 0 && value !== dn[i])).toHaveLength(0);
      // The first tile lies before the damage.
      expect([...samples.slice(0, 192)]).toEqual([...dn.slice(0, 192)]);
    },
  );
});

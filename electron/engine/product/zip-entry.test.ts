import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeZipEntry, fakeZip } from '../../test/fake-zip.ts';
import { fakeFiles, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { integrityOf } from '../raster/integrity.ts';
import { openProduct } from './open.ts';
import { openZip } from './zip.ts';

const temporary = temporaryFolder('nephoscope-zip-entry-test-');
let count = 0;

async function write(bytes: Uint8Array): Promise<string> {
  const path = join(temporary.path, `${count++}.zip`);
  await writeFile(path, bytes);
  return path;
}

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

  it('tells so of a large file that inflates to as many other bytes', async () => {
    // What cannot be packed is kept as it is, so that a changed bit is a changed pixel.
    const bytes = randomBytes(9 << 20);
    const zip = fakeZip([{ path: 'large.jp2', bytes, isDeflated: true }]);
    zip[zip.indexOf(bytes.subarray(-16)) + 15]! ^= 1;
    const tree = await openZip(await write(zip));
    await expect(tree.entries[0]!.open()).rejects.toThrow('large.jp2 is damaged');
    await tree.close();
  });
});

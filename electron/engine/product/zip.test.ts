import { readdir, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type FakeZipEntry, fakeZip, writeZip } from '../../test/fake-zip.ts';
import { FAKE_ID, fakeFiles, refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { ProductError } from '../core/errors.ts';
import { OWNER } from '../core/owner.ts';
import { openProduct } from './open.ts';
import { openZip } from './zip.ts';

const temporary = temporaryFolder('nephoscope-zip-test-');
const write = (bytes: Uint8Array) => writeZip(temporary.path, bytes);

function productEntries(top: string, isDeflated: boolean): FakeZipEntry[] {
  return [...fakeFiles()].map(([path, bytes]) => ({ path: top + path, bytes, isDeflated }));
}

async function refusal(bytes: Uint8Array): Promise<ProductError> {
  return refusalOf(openProduct(await write(bytes)));
}

describe('a zipped product', () => {
  it.each([
    ['stored, with a top folder', `${FAKE_ID}.SAFE/`, false],
    ['deflated, with a top folder', `${FAKE_ID}.SAFE/`, true],
    ['stored, without', '', false],
    ['deflated, without', '', true],
    ['below a folder with another name', 'Zürich Ordner/tile/', true],
  ])('opens %s, with the same key as the folder', async (_, top, isDeflated) => {
    const product = await openProduct(await write(fakeZip(productEntries(top, isDeflated))));
    const plain = await openProduct(await write(fakeZip(productEntries('', false))));
    expect(product).toMatchObject({ id: FAKE_ID, kind: 'zip', epsg: 32632, warnings: [], key: plain.key });
    const source = await product.bands.B02![0]!.open();
    const whole = await source.read(0, source.size);
    expect(Buffer.from(whole)).toEqual(fakeFiles().get(product.bands.B02![0]!.path.slice(top.length)));
    expect(source.name).toContain('.zip!/');
    await expect(source.read(source.size, 1)).rejects.toThrow(/truncated/);
    await source.close();
    await product.close();
    await plain.close();
  });

  it('may hold the litter of macOS', async () => {
    const entries = productEntries('p.SAFE/', true);
    const litter = entries.map(({ path, bytes }) => ({ path: `__MACOSX/${path.replace(/([^/]+)$/, '._$1')}`, bytes }));
    const product = await openProduct(await write(fakeZip([...entries, ...litter])));
    expect(product).toMatchObject({ id: FAKE_ID, warnings: [] });
    await product.close();
  });

  it('inflates a large entry once, to a file that goes with the product', async () => {
    const own = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(`nephoscope-${OWNER}-`));
    const before = await own();
    const bytes = Buffer.alloc(9 << 20);
    for (let k = 0; k < bytes.length; k++) bytes[k] = (k * 2_654_435_761) >>> 24;
    const tree = await openZip(await write(fakeZip([{ path: 'large.jp2', bytes, isDeflated: true }])));
    const entry = tree.entries[0]!;
    expect(Buffer.from(await entry.head(100))).toEqual(bytes.subarray(0, 100));
    const [a, b] = await Promise.all([entry.open(), entry.open()]);
    expect(Buffer.from(await a!.read(8 << 20, 1000))).toEqual(bytes.subarray(8 << 20, (8 << 20) + 1000));
    expect(Buffer.from(await b!.read(bytes.length - 3, 3))).toEqual(bytes.subarray(-3));
    // It exists only as an open handle: a killed program leaves none.
    expect(await own()).toEqual(before);
    await a!.close();
    await b!.close();
    await tree.close();
  });
});

describe('a hostile zip', () => {
  const bytes = Buffer.from('content of a file');
  it.each([
    ['leads out of the folder', [{ path: '../evil.xml', bytes }], /invalid relative path/],
    ['has an absolute path', [{ path: '/etc/passwd', bytes }], /absolute path/],
    ['has a drive letter', [{ path: 'C:/windows/evil.xml', bytes }], /absolute path/],
    ['is encrypted', [{ path: 'MTD_MSIL2A.xml', bytes, isDeflated: true, claim: { flags: 1 } }], /encrypted/],
    ['claims too much', [{ path: 'a.xml', bytes, isDeflated: true, claim: { size: 0x7fffffff } }], /would inflate/],
    ['is a bomb', [{ path: 'a.xml', bytes: Buffer.alloc(64 << 20), isDeflated: true }], /would inflate/],
    ['uses a rare method', [{ path: 'a.xml', bytes, claim: { method: 12 } }], /compression method 12/],
    ['stores two sizes', [{ path: 'a.xml', bytes, claim: { size: 5 } }], /mismatch|two sizes/],
    [
      'has entries that share bytes',
      [
        { path: 'a.xml', bytes },
        { path: 'b.xml', bytes, claim: { offset: 0 } },
      ],
      /share bytes/,
    ],
    ['points past its end', [{ path: 'a.xml', bytes, claim: { offset: 1 << 30 } }], /truncated/],
    ['holds no product', [{ path: 'readme.txt', bytes }], /no Sentinel-2 product/],
    ['is empty', [], /no Sentinel-2 product/],
  ] satisfies [string, FakeZipEntry[], RegExp][])('is refused where it %s', async (_, entries, message) => {
    const error = await refusal(fakeZip(entries));
    expect(error.message).toMatch(message);
    expect(error.remedy).toBeTruthy();
  });

  it.each([
    ['encrypted', { flags: 1 }, /^Unpack it with its password/],
    ['of a rare method', { method: 9 }, /^Unpack it/],
  ] satisfies [string, FakeZipEntry['claim'], RegExp][])(
    'is not to be downloaded again where it is %s',
    async (_, claim, remedy) => {
      const zip = fakeZip([{ path: 'a.xml', bytes, isDeflated: true, claim }]);
      expect((await refusal(zip)).remedy).toMatch(remedy);
    },
  );

  it('is refused where it holds two, which are to be unpacked', async () => {
    const { message, remedy } = await refusal(
      fakeZip(['a.SAFE/', 'b.SAFE/'].flatMap((top) => productEntries(top, false))),
    );
    expect(message).toContain('holds 2 products');
    expect(remedy).toMatch(/^Unpack it/);
  });

  it('is refused where it has too many entries', async () => {
    const entries = Array.from({ length: 20_001 }, (_, k) => ({ path: `${k}`, bytes: Buffer.alloc(0) }));
    expect((await refusal(fakeZip(entries))).message).toMatch(/20001 entries/);
  });

  it('is refused where its entries are small each, and too much together', async () => {
    const claim = { size: 1 << 20 };
    const entries = Array.from({ length: 2 ** 14 + 1 }, (_, k) => ({
      path: `${k}.xml`,
      bytes,
      isDeflated: true,
      claim,
    }));
    expect((await refusal(fakeZip(entries))).message).toMatch(/its files would inflate to more than 17179869184 bytes/);
  });

  it('is refused where it is cut off anywhere', async () => {
    const whole = fakeZip(productEntries('p.SAFE/', true));
    for (const share of [0.0005, 0.1, 0.5, 0.9, 0.999]) {
      expect((await refusal(whole.subarray(0, Math.floor(whole.length * share)))).remedy).toBeTruthy();
    }
  });

  it('is refused where an entry inflates to another length or content than it claims', async () => {
    const [first, ...rest] = productEntries('', true);
    for (const size of [first!.bytes.length - 1, first!.bytes.length + 1]) {
      expect((await refusal(fakeZip([{ ...first!, claim: { size } }, ...rest]))).message).toMatch(/damaged/);
    }
    const whole = fakeZip([first!, ...rest]);
    whole.fill(0x55, 200, 260);
    expect((await refusal(whole)).message).toMatch(/damaged|no Sentinel-2/);
  });

  it('names the entry where the file is cut off while it is open', async () => {
    const path = await write(fakeZip(productEntries('', false)));
    const product = await openProduct(path);
    await truncate(path, 100);
    const file = product.bands.B12![0]!;
    await expect(file.open().then((source) => source.read(0, 10))).rejects.toThrow(ProductError);
    await product.close();
  });
});

import { expect, it } from 'vitest';
import { fakeGranuleXml } from '../../test/test-product.ts';
import type { FileEntry } from './files.ts';
import { readGranuleMetadata } from './granule-metadata.ts';
import { readXml } from './xml.ts';

async function read(epsg: number) {
  const bytes = Buffer.from(fakeGranuleXml((xml) => xml.replace('EPSG:32632', `EPSG:${epsg}`)));
  const source = { name: 'MTD_TL.xml', size: bytes.length, read: async () => bytes, close: async () => {} };
  const entry: FileEntry = {
    ...{ path: 'MTD_TL.xml', size: bytes.length, stamp: '', randomAccess: true },
    head: async () => bytes,
    open: async () => source,
  };
  return readGranuleMetadata((await readXml(entry)).node, entry.path);
}

it.each([32601, 32660, 32701, 32733, 32760])('lies in a zone of the north or the south: EPSG:%i', async (code) => {
  const { epsg, grids } = await read(code);
  expect([epsg, grids[20]!.epsg]).toEqual([code, code]);
});

it.each([32600, 32661, 32761, 4326, 3857])('lies in no other system: EPSG:%i', async (code) => {
  await expect(read(code)).rejects.toThrow(`EPSG:${code}`);
});

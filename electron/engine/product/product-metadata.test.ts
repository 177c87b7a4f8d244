import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  FAKE_GRANULE_FOLDER,
  FAKE_ID,
  fakeFiles,
  fakeGranuleXml,
  fakeProductXml,
  productWriter,
  refusalOf,
  temporaryFolder,
} from '../../test/test-product.ts';
import { openProduct } from './open.ts';

const productFolder = productWriter(temporaryFolder('nephoscope-metadata-test-'));
const text = (xml: string) => Buffer.from(xml);

describe('metadata that cannot be trusted', () => {
  const withProduct = async (change: (xml: string) => string) => {
    const files = fakeFiles();
    files.set('MTD_MSIL2A.xml', text(fakeProductXml(change)));
    return openProduct(await productFolder(files));
  };

  it.each([
    [
      'no list',
      (xml: string) => xml.replace(/<BOA_ADD_OFFSET_VALUES_LIST>[\s\S]*<\/BOA_ADD_OFFSET_VALUES_LIST>/, ''),
      /no list/,
    ],
    [
      'an empty list',
      (xml: string) => xml.replace(/<BOA_ADD_OFFSET band[\s\S]*<\/BOA_ADD_OFFSET>/, ''),
      /none is given/,
    ],
    ['a missing band', (xml: string) => xml.replace(/<BOA_ADD_OFFSET band_id="3">.*/, ''), /none is given for B04/],
    ['words', (xml: string) => xml.replace('>-1003<', '>none<'), /offset of band_id 3 is "none"/],
    ['nothing in it', (xml: string) => xml.replace('>-1003<', '><'), /offset of band_id 3 is ""/],
    ['an unknown band', (xml: string) => xml.replace('band_id="3"', 'band_id="13"'), /band_id "13"/],
    ['a band twice', (xml: string) => xml.replace('band_id="3"', 'band_id="2"'), /band_id 2 is listed twice/],
  ])('is refused where the offsets have %s', async (_, change, message) => {
    expect((await refusalOf(withProduct(change))).message).toMatch(message);
  });

  it('is warned of where the offsets are in reflectance', async () => {
    const warned = async (change: (xml: string) => string) =>
      (await withProduct(change)).warnings.map(({ message }) => message).join();
    expect(await warned((xml) => xml.replace(/>-10\d\d</g, '>-0.1<'))).toMatch(
      /lists an offset of -0\.1, less than one step of DN.*Say --offset -0\.1 then/,
    );
    expect(await warned((xml) => xml.replace(/>-10\d\d</g, '>0<'))).not.toContain('lists an offset');
  });

  it('may lack offsets before baseline 04.00, and only there', async () => {
    const older = (baseline: string) => (xml: string) =>
      xml
        .replace(/<BOA_ADD_OFFSET_VALUES_LIST>[\s\S]*<\/BOA_ADD_OFFSET_VALUES_LIST>/, '')
        .replace('05.09</PROCESSING', `${baseline}</PROCESSING`)
        .replace('N0509', 'Nxxxx');
    const product = await withProduct(older('03.01'));
    expect(product.offsets).toMatchObject({ B01: 0, B12: 0 });
    expect((await refusalOf(withProduct(older('04.00')))).message).toMatch(/baseline 04\.00/);
    expect((await refusalOf(withProduct(older('')))).message).toMatch(/baseline is unknown/);
  });

  it.each([
    ['', /no BOA_QUANTIFICATION_VALUE/],
    ['0', /not a positive number/],
    ['many', /"many", not a positive/],
  ])('is refused where the quantification is "%s"', async (value, message) => {
    const change = (xml: string) => xml.replace('none">10000<', `none">${value}<`);
    expect((await refusalOf(withProduct(change))).message).toMatch(message);
  });

  it('is refused where the granule has no usable grid', async () => {
    const changes: [(xml: string) => string, RegExp][] = [
      [(xml) => xml.replace('EPSG:32632', 'EPSG:4326'), /no UTM/],
      [(xml) => xml.replace('<NROWS>60<', '<NROWS>0<'), /10 m grid/],
      [(xml) => xml.replace('<NROWS>60<', '<NROWS>9999999<'), /10 m grid/],
      [(xml) => xml.replace(/<ULX>[^<]*/, '<ULX>1e308'), /10 m grid in .* is unusable: 60 x 60 pixels at 1e\+308/],
      [(xml) => xml.replace(/<ULY>[^<]*/, '<ULY>-99999999'), /10 m grid in .* is unusable/],
      [(xml) => xml.replace('<XDIM>20<', '<XDIM>21<'), /XDIM of the 20 m grid/],
      [(xml) => xml.slice(0, -60), /truncated/],
      [() => '', /empty/],
    ];
    for (const [change, message] of changes) {
      const files = fakeFiles();
      files.set(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`, text(fakeGranuleXml(change)));
      expect((await refusalOf(openProduct(await productFolder(files)))).message).toMatch(message);
    }
  });

  it('refuses another level, and does without what is not vital', async () => {
    const level = (xml: string) => xml.replaceAll('Level-2A_User', 'Level-1B_User');
    expect((await refusalOf(withProduct(level))).message).toMatch(/Level-1B/);
    const product = await withProduct((xml) =>
      xml.replace('<SPACECRAFT_NAME>Sentinel-2B', '<SPACECRAFT_NAME>Sentinel-2E'),
    );
    expect(product.platform).toBe('Sentinel-2E');
    const bare = await withProduct((xml) => xml.replace(/<Datatake>.*/, '').replace(/<PRODUCT_URI>.*/, ''));
    expect(bare).toMatchObject({ id: FAKE_ID, platform: 'Sentinel-2B', relativeOrbit: null });
  });

  it('never expands entities', async () => {
    const laughs = (xml: string) =>
      xml.replace('?>', '?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>').replace('Sentinel-2B', '&b;');
    expect((await refusalOf(withProduct(laughs))).message).toMatch(/document type declaration/);
  });

  it('is refused where it nests without end', async () => {
    const deep = (xml: string) => xml.replace('<Datatake>', '<a>'.repeat(5000) + '</a>'.repeat(5000));
    expect((await refusalOf(withProduct(deep))).message).toMatch(/not well-formed/);
  });

  it.each([
    ['elements', '<b/>'.repeat(250_000), /has 25\d{4} tags; at most 200000 are expected/],
    ['attributes', `<b ${'x="1" '.repeat(60_000)}/>`, /has 60\d{3} attributes; at most 50000 are expected/],
  ])('is refused where it has so many %s that parsing takes long', async (_, many, message) => {
    const error = await refusalOf(withProduct((xml) => xml.replace('<Datatake>', `${many}<Datatake>`)));
    expect(error.message).toMatch(message);
  });

  it.each([
    ['little-endian', (xml: string) => Buffer.from(`\ufeff${xml}`, 'utf16le')],
    ['big-endian', (xml: string) => Buffer.from(`\ufeff${xml}`, 'utf16le').swap16()],
    ['little-endian without a mark', (xml: string) => Buffer.from(xml, 'utf16le')],
  ])('is read in UTF-16, %s', async (_, encode) => {
    const files = fakeFiles();
    files.set('MTD_MSIL2A.xml', encode(fakeProductXml().replace('UTF-8', 'UTF-16')));
    files.set(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`, encode(fakeGranuleXml().replace('UTF-8', 'UTF-16')));
    const product = await openProduct(await productFolder(files));
    const plain = await openProduct(await productFolder(fakeFiles()));
    expect(product).toMatchObject({ id: FAKE_ID, offsets: plain.offsets, sun: plain.sun, grids: plain.grids });
  });

  it.each([
    ['a web page', text('<!DOCTYPE html><html><body>403</body></html>'), /^MTD_MSIL2A\.xml is a web page/],
    ['compressed', gzipSync(fakeProductXml()), /^MTD_MSIL2A\.xml is compressed/],
    ['zero bytes', Buffer.alloc(9000), /^MTD_MSIL2A\.xml is damaged: it is nothing but zero bytes/],
    ['something else', text('<kml></kml>'), /^MTD_MSIL2A\.xml is no Sentinel-2 product metadata/],
    ['holed', text(fakeProductXml((xml) => xml.replace('<Datatake', '\0'.repeat(9)))), /it holds zero bytes/],
  ])('is named where it is %s, and no offset is asked for', async (_, bytes, message) => {
    const files = fakeFiles();
    files.set('MTD_MSIL2A.xml', bytes);
    expect((await refusalOf(openProduct(await productFolder(files)))).message).toMatch(message);
  });

  it('is named where that of the granule is none', async () => {
    const files = fakeFiles();
    const file = `${FAKE_GRANULE_FOLDER}/MTD_TL.xml`;
    files.set(file, text('<html></html>'));
    const refusal = await refusalOf(openProduct(await productFolder(files)));
    expect(refusal).toMatchObject({ file, message: expect.stringMatching(/^MTD_TL\.xml is a web page/) });
  });
});

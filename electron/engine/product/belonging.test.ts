import { describe, expect, it } from 'vitest';
import { fakeTiff } from '../../test/fake-tiff.ts';
import {
  FAKE_GRANULE_FOLDER,
  FAKE_ID,
  fakeFiles,
  fakeGranuleXml,
  fakePlacedJp2,
  productWriter,
  refusalOf,
  temporaryFolder,
} from '../../test/test-product.ts';
import { checkPackFits, type ModelPack } from '../model/packs.ts';
import { placeProblem } from './belonging.ts';
import { openProduct } from './open.ts';
import type { Product } from './types.ts';

const productFolder = productWriter(temporaryFolder('nephoscope-belonging-test-'));
const NAMES = ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'];
const nameOf = (band: string) => `T32UNU_20230612T102031_${band}_20m`;
const warningText = (product: Product) => product.warnings.map(({ message }) => message).join('\n');

/** GeoTIFFs of a scene; what differs by band. */
function tiffs(options: (band: string) => Partial<Parameters<typeof fakeTiff>[0]>): Map<string, Uint8Array> {
  return new Map<string, Uint8Array>(
    NAMES.map((band, k) => [
      `${nameOf(band)}.tif`,
      fakeTiff({ descriptions: [null], width: 60, height: 60, values: [2000, k + 1], ...options(band) }),
    ]),
  );
}

function jp2s(originOf: (band: string) => number): Map<string, Uint8Array> {
  return new Map(NAMES.map((band) => [`${nameOf(band)}.jp2`, fakePlacedJp2(60, originOf(band), 5_900_040, 20)]));
}

describe('a band file that lies elsewhere than the others', () => {
  it('is missing, and the warning tells both places', async () => {
    const files = jp2s((band) => (band === 'B11' ? 602_000 : 600_000));
    const product = await openProduct(await productFolder(files, 'files'), { stack: { offset: 0 } });
    expect(product.bands.B11).toBeUndefined();
    expect(product.bands.B12).toHaveLength(1);
    expect(warningText(product)).toMatch(/B11_20m.jp2 lies elsewhere .*602000 E.*600000 E.*B11 is missing/);
  });

  it('is told by its zone, too', async () => {
    const geoKeys = [
      [1024, 1],
      [1025, 1],
      [3072, 32633],
    ] as const;
    const files = tiffs((band) => (band === 'B11' ? { geoKeys } : {}));
    const product = await openProduct(await productFolder(files, 'files'), { stack: { offset: 0 } });
    expect(product.bands.B11).toBeUndefined();
    expect(warningText(product)).toMatch(/B11_20m.tif lies elsewhere .*EPSG:32633.*EPSG:32632/);
  });
});

describe('a band file of another date by its name', () => {
  it('is not read under the metadata of the product', async () => {
    const files = new Map(
      [...fakeFiles()].map(([path, bytes]) => [
        /_B11_\d0m/.test(path) ? path.replace(/20230612(T102031_B11)/, '20230622$1') : path,
        bytes,
      ]),
    );
    const product = await openProduct(await productFolder(files));
    expect(product.bands.B11).toBeUndefined();
    expect(warningText(product)).toMatch(
      /Each of 2 files is of 20230622T102031 by its name, the product of 20230612T102031: B11 is missing/,
    );
  });

  it('of another tile likewise, and a network says why it lacks the band', async () => {
    const files = new Map(
      [...fakeFiles()].map(([path, bytes]) => [path.replace(/T32UNU(_20230612T102031_B04_)/, 'T32UPU$1'), bytes]),
    );
    const product = await openProduct(await productFolder(files));
    expect(product.bands.B04).toBeUndefined();
    const manifest = { levels: ['L2A'], gridMetres: { min: 10, max: 60 }, minimumBands: ['B04'], name: 'Net' };
    const pack = { manifest } as unknown as ModelPack;
    expect(() => checkPackFits(pack, product, 20)).toThrow(
      /needs the bands B04, .*is of tile T32UPU by its name, the product of T32UNU/,
    );
  });
});

describe('granule metadata of another product', () => {
  it.each([
    ['tile', 'T32UNU', 'T32UPU'],
    ['date', '<SENSING_TIME>2023-06-12', '<SENSING_TIME>2019-08-12'],
  ])('by its %s is refused where nothing else tells the grid', async (_, own, other) => {
    const files = fakeFiles();
    const xml = fakeGranuleXml((text) => text.replace(own, other));
    files.set(`${FAKE_GRANULE_FOLDER}/MTD_TL.xml`, Buffer.from(xml));
    const refused = await refusalOf(openProduct(await productFolder(files)));
    expect(refused.message).toMatch(/MTD_TL.xml is of .*, the product of .*: it is not used/);
  });
});

describe('a product inside another of the same name', () => {
  it('has not changed because of the files around it', async () => {
    const inner = [...fakeFiles()].map(([path, bytes]) => [`${FAKE_ID}.SAFE/${path}`, bytes] as const);
    const product = await openProduct(await productFolder(new Map([...fakeFiles(), ...inner])));
    expect(await product.changedFiles()).toEqual([]);
  });
});

describe('offsets in the band files themselves', () => {
  it('hold for each band where they differ', async () => {
    const files = tiffs((band) => ({ scale: 0.0001, offset: band === 'B11' ? 0 : -0.1 }));
    const product = await openProduct(await productFolder(files, 'files'));
    expect(product.offsets).toMatchObject({ B02: -1000, B11: 0, B12: -1000 });
    expect(warningText(product)).toContain('each is read with its own');
  });

  it('are refused where only some files name one', async () => {
    const files = tiffs((band) => (band === 'B11' ? {} : { scale: 0.0001, offset: -0.1 }));
    const refused = await refusalOf(openProduct(await productFolder(files, 'files')));
    expect(refused.message).toMatch(/different scales of .*B11 none/);
    expect(refused.remedy).toContain('--offset');
  });
});

describe('two bands in the same bytes', () => {
  it('are told', async () => {
    const files = tiffs(() => ({}));
    files.set(`${nameOf('B12')}.tif`, files.get(`${nameOf('B11')}.tif`)!);
    const product = await openProduct(await productFolder(files, 'files'), { stack: { offset: 0 } });
    expect(warningText(product)).toContain(
      `${nameOf('B11')}.tif and ${nameOf('B12')}.tif are the same file under several names`,
    );
    const whole = await openProduct(
      await productFolder(
        tiffs(() => ({})),
        'files',
      ),
      { stack: { offset: 0 } },
    );
    expect(warningText(whole)).not.toContain('same file');
  });
});

describe('where a file lies', () => {
  const south = { epsg: 32733, originX: 600_000, originY: 9_999_000, pixelMetres: 20, width: 30, height: 30 };

  it('may be counted from the equator in the south', () => {
    for (const own of [
      { epsg: 32733, originY: 9_999_000 },
      { epsg: 32733, originY: -1000 },
      { epsg: 32633, originY: -1000 },
    ])
      expect(placeProblem({ originX: 600_000, pixelMetres: 20, ...own }, south)).toBeNull();
  });

  it('is another place with the same numbers in the north, or half a tile away', () => {
    expect(placeProblem({ ...south, epsg: 32633 }, south)).toContain('lies elsewhere');
    expect(placeProblem({ ...south, originX: 654_900 }, south)).toContain('lies elsewhere');
  });
});

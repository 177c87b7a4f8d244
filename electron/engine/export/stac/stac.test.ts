import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stacProblems } from '../../../test/stac-validator.ts';
import { writeTinyProducts } from '../../../test/tiny-products.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { loadPack } from '../../model/packs.ts';
import { runRecipe } from '../../produce/recipe.ts';
import { createWorkbench, type Workbench } from '../../produce/workbench.ts';
import { openProduct } from '../../product/open.ts';
import type { Product } from '../../product/types.ts';
import { writeCatalog } from './catalog.ts';

const RECIPE: Recipe = {
  grid: 60,
  pack: null,
  parameters: null,
  formats: ['cog', 'scl', 'geojson', 'quicklook', 'stac'],
  cloudyClasses: ['shadow', 'semi', 'cloud'],
  cleanedBands: [],
  cleanedGrid: 60,
  cleanedStack: false,
  simplifyMetres: null,
};

describe('STAC', () => {
  let folder: string;
  let out: string;
  let path: string;
  let bench: Workbench;
  let product: Product;
  // biome-ignore lint/suspicious/noExplicitAny: read from JSON, and looked at by assertions.
  let item: any;
  const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-stac-'));
    out = join(folder, 'out');
    await mkdir(out);
    path = (await writeTinyProducts(folder, 1))[0]!;
    bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder, 'cache'), threads: 1 });
    product = await openProduct(path);
    const options = { area: { kind: 'scene' }, folder: out, overwrite: true, device: 'cpu', version: '9.9.9' } as const;
    await runRecipe(bench, product, RECIPE, options);
    item = await json(join(out, `${product.id}_stac_60m.json`));
  });
  afterAll(async () => {
    await product.close();
    await bench.close();
    await rm(folder, { recursive: true });
  });

  it('items of masks and of networks are valid', async () => {
    const model = (await readdir(out)).find((name) => name.endsWith('_model.json'))!;
    expect(await stacProblems(join(out, `${product.id}_stac_60m.json`), join(out, model))).toBe('');
    expect(item.links).toContainEqual(expect.objectContaining({ rel: 'derived_from', href: `./${model}` }));
  });

  it('items that are not valid are told from those that are', async () => {
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, JSON.stringify({ ...item, properties: { ...item.properties, 'eo:cloud_cover': 101 } }));
    expect(await stacProblems(wrong)).toContain('cloud_cover');
    await writeFile(wrong, JSON.stringify({ ...item, properties: { ...item.properties, 'proj:epsg': 4326 } }));
    expect(await stacProblems(wrong)).toContain('proj:epsg');
  });

  it('an item tells of every file, with our cloud cover, classes and colours', async () => {
    const provenance = await json(join(out, `${product.id}_mask_60m.json`));
    const share = (id: string) =>
      provenance.statistics.classes.find((entry: { id: string }) => entry.id === id).percentOfValid;
    expect(item.properties['eo:cloud_cover']).toBeCloseTo(share('cloud') + share('semi'), 2);
    expect(Object.keys(item.assets)).toEqual(['cog', 'scl', 'quicklook', 'geojson']);
    for (const { href } of Object.values<{ href: string }>(item.assets))
      expect(await readdir(out)).toContain(href.slice(2));
    const classes = item.assets.cog['classification:classes'];
    expect(classes.map((entry: { value: number; name: string }) => [entry.value, entry.name])).toEqual([
      [1, 'clear'],
      [2, 'shadow'],
      [3, 'semi'],
      [4, 'cloud'],
      [5, 'missing'],
    ]);
    expect(classes[3].color_hint).toBe('D55E00');
    const total = classes.reduce((sum: number, { percentage }: { percentage: number }) => sum + percentage, 0);
    expect(total).toBeCloseTo(100, 0);
    const back = item.links.find((link: { rel: string; title: string }) => link.title === product.id).href;
    expect(resolve(out, decodeURIComponent(back))).toBe(path);
  });

  it('an item over the date line has its box and its two parts there', async () => {
    const over = join(folder, 'over');
    await mkdir(over);
    const lons = [179.5, -179.5, -179.5, 179.5, 179.5];
    const footprint = [53, 53, 54, 54, 53].map((lat, at) => [lons[at]!, lat] as const);
    const options = {
      area: { kind: 'scene' },
      folder: over,
      overwrite: true,
      device: 'cpu',
      version: '9.9.9',
    } as const;
    await runRecipe(bench, { ...product, footprint }, { ...RECIPE, formats: ['cog', 'stac'] }, options);
    const path = join(over, `${product.id}_stac_60m.json`);
    expect(await stacProblems(path)).toBe('');
    const { bbox, geometry } = await json(path);
    expect(bbox).toEqual([179.5, 53, -179.5, 54]);
    expect([geometry.type, geometry.coordinates.length]).toEqual(['MultiPolygon', 2]);
  });

  it('tells how much is missing', async () => {
    const { classes } = (await json(join(out, `${product.id}_mask_60m.json`))).statistics;
    const total = classes.reduce((sum: number, { pixels }: { pixels: number }) => sum + pixels, 0);
    const missing = classes.find(({ id }: { id: string }) => id === 'missing').pixels;
    expect(missing).toBeGreaterThan(0);
    expect(item.properties['nephoscope:percent'].missing).toBeCloseTo((100 * missing) / total, 1);
  });

  it('refuses before anything is computed what an item could not tell', async () => {
    const stages: string[] = [];
    const options = {
      area: { kind: 'scene' },
      folder: out,
      overwrite: true,
      device: 'cpu',
      version: '9.9.9',
      onProgress: ({ stage }: { stage: string }) => void stages.push(stage),
    } as const;
    await expect(runRecipe(bench, product, { ...RECIPE, formats: ['stac'] }, options)).rejects.toThrow('alone');
    const timeless = { ...product, sensingTime: null };
    await expect(runRecipe(bench, timeless, RECIPE, options)).rejects.toThrow('when it was taken');
    expect(stages).toEqual([]);
  });

  it("the mask in Sen2Cor's codes keeps its ground where the mask is clear, and its clouds are ours", async () => {
    const read = async (name: string) => {
      const image = await (await fromFile(join(out, name))).getImage();
      return (await image.readRasters({ interleave: true })) as unknown as Uint8Array;
    };
    const mask = await read(`${product.id}_mask_60m.tif`);
    const scl = await read(`${product.id}_SCL_60m.tif`);
    const [file] = product.masks.scl.filter(({ pixelMetres }) => pixelMetres === 60);
    const band = await bench.rasters.open(file!);
    const own = await band.readWindow({ column: 0, row: 0, width: band.width, height: band.height });
    const expected = [...mask].map((code, at) => {
      if (code !== 1) return [0, 0, 3, 10, 9, 0][code];
      return [2, 4, 5, 6, 11].includes(own[at]!) ? own[at] : 5;
    });
    expect([...scl]).toEqual(expected);
    expect(new Set(scl).size).toBeGreaterThan(2);
  });

  it('a network that is told as an item alone is the same pack', async () => {
    const copy = join(folder, 'pack');
    await mkdir(copy);
    const model = (await readdir(out)).find((name) => name.endsWith('_model.json'))!;
    const told = await json(join(out, model));
    const own = resolve('models', told.properties['nephoscope:pack'].id);
    await cp(join(own, 'model.onnx'), join(copy, 'model.onnx'));
    await writeFile(join(copy, 'item.json'), JSON.stringify(told));
    const [read, original] = [await loadPack(copy), await loadPack(own)];
    expect(read.manifest).toEqual(original.manifest);
    expect(read.modelSha256).toBe(original.modelSha256);
    await writeFile(join(copy, 'item.json'), JSON.stringify({ ...told, properties: { 'mlm:name': 'x' } }));
    await expect(loadPack(copy)).rejects.toThrow('as a catalogue does, not as a pack');
  });

  describe('items of others', () => {
    const stac = (assets: Record<string, { href: string }>, properties: Record<string, unknown> = {}) => ({
      type: 'Feature',
      stac_version: '1.0.0',
      id: 'S2A_33UVU_20240506_0_L2A',
      collection: 'sentinel-2-l2a',
      geometry: null,
      properties: { datetime: '2024-05-06T10:10:31Z', platform: 'sentinel-2a', ...properties },
      links: [],
      assets,
    });
    const band = (id: string) => {
      const file = product.bands[id as 'B02']!.find(({ pixelMetres }) => pixelMetres >= 20)!;
      return join(path, file.path);
    };
    const at = async (name: string, value: unknown) => {
      await mkdir(join(folder, 'items'), { recursive: true });
      await writeFile(join(folder, 'items', name), JSON.stringify(value));
      return join(folder, 'items', name);
    };

    it('of CDSE, whose files lie in a product, open that', async () => {
      const assets = { B02_20m: { href: band('B02') }, SCL_20m: { href: 's3://eodata/not/here.jp2' } };
      const opened = await openProduct(await at('cdse.json', stac(assets)));
      expect([opened.id, opened.path]).toEqual([product.id, path]);
      await opened.close();
    });

    it.each([
      [
        'Earth Search',
        { blue: 'B02', green: 'B03', red: 'B04', nir08: 'B8A', swir16: 'B11', swir22: 'B12' },
        {
          'earthsearch:boa_offset_applied': false,
          ...{ 'mgrs:utm_zone': 33, 'mgrs:latitude_band': 'U', 'mgrs:grid_square': 'VU', 'sat:relative_orbit': 22 },
        },
      ],
      [
        'the Planetary Computer',
        { B02: 'B02', B03: 'B03', B04: 'B04', B8A: 'B8A', B11: 'B11', B12: 'B12' },
        {
          's2:product_uri': 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE',
          ...{ 's2:mgrs_tile': '33UVU', 'sat:relative_orbit': 22 },
        },
      ],
    ])('of %s open as a product once their files are here', async (_, keys, told) => {
      const files = join(folder, 'items', 'files');
      await mkdir(files, { recursive: true });
      const assets: Record<string, { href: string }> = {};
      for (const [key, id] of Object.entries(keys)) {
        await cp(band(id), join(files, `${id}.jp2`));
        assets[key] = { href: `./files/${id}.jp2` };
      }
      const properties = { 's2:processing_baseline': '05.10', ...told };
      const opened = await openProduct(await at('bands.json', stac(assets, properties)));
      expect(Object.keys(opened.bands).toSorted()).toEqual(['B02', 'B03', 'B04', 'B11', 'B12', 'B8A']);
      expect(opened).toMatchObject({
        level: 'L2A',
        sensingTime: '2024-05-06T10:10:31Z',
        tile: '33UVU',
        relativeOrbit: 22,
      });
      expect(opened.offsets.B02).toBe(-1000);
      await opened.close();
      const many = await at('many.json', {
        type: 'FeatureCollection',
        features: [stac({}), { ...stac(assets, properties), id: 'b' }],
      });
      await expect(openProduct(many)).rejects.toThrow('several items');
      const one = await openProduct(`${many}#b`);
      expect(one.sensingTime).toBe('2024-05-06T10:10:31Z');
      await one.close();
    });

    it('whose files are elsewhere say so', async () => {
      const file = await at('remote.json', stac({ blue: { href: 'https://example.com/B02.tif' } }));
      await expect(openProduct(file)).rejects.toThrow('None of the files of the item');
      await expect(openProduct(await at('none.json', { type: 'Feature' }))).rejects.toThrow('no STAC item');
    });

    it('that were staged in a folder with a catalogue open from that folder', async () => {
      const staged = join(folder, 'staged');
      await mkdir(staged);
      const inside = join(staged, basename(path));
      await cp(path, inside, { recursive: true });
      await writeFile(join(staged, 'item.json'), JSON.stringify(stac({ product: { href: `./${basename(path)}` } })));
      await writeCatalog(staged, 'staged', ['item.json']);
      const opened = await openProduct(staged);
      expect(opened.path).toBe(inside);
      await opened.close();
      expect(await stacProblems(join(staged, 'catalog.json'))).toBe('');
    });
  });
});

import { execFileSync } from 'node:child_process';
import { cp, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeTiff, fakeTiff } from '../../test/fake-tiff.ts';
import { refusalOf, temporaryFolder } from '../../test/test-product.ts';
import { openFile } from './byte-source.ts';
import { openProduct } from './open.ts';
import { storedToDn } from './stored-values.ts';
import { openTiffRaster } from './tiff-raster.ts';
import type { OpenProductOptions, Product } from './types.ts';

const temporary = temporaryFolder('nephoscope-relatives-');
const SIDE = 30;
const BANDS = ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'];
const LEVEL = { level: 'L2A' } as const;
let count = 0;

/** A stack of 16-bit numbers: `missing` in its left third, elsewhere 1500 and a little more in every further band. */
function stack(missing: number, options: Partial<FakeTiff> & { readonly mask?: string } = {}): Buffer {
  const descriptions = options.descriptions ?? [...BANDS, ...(options.mask === undefined ? [] : [options.mask])];
  const isMask = (plane: number) => options.mask !== undefined && plane === descriptions.length - 1;
  const values = Array.from({ length: SIDE * SIDE * descriptions.length }, (_, at) => {
    const [plane, column] = [at % descriptions.length, Math.floor(at / descriptions.length) % SIDE];
    if (isMask(plane)) return column < 10 ? 0 : 1;
    return (column < 10 ? missing : 1500 + plane) & 0xffff;
  });
  return fakeTiff({ ...options, descriptions, values });
}

async function path(bytes: Uint8Array, name = 'scene.tif'): Promise<string> {
  const target = join(temporary.path, `${count++}-${name}`);
  await writeFile(target, bytes);
  return target;
}

const gdal = (program: string, from: string, ...options: readonly string[]): string => {
  const target = join(temporary.path, `${count++}-made.tif`);
  execFileSync(program, ['-q', ...options, from, target], { stdio: ['ignore', 'ignore', 'ignore'] });
  return target;
};

const open = (file: string, stackOptions: OpenProductOptions['stack'] = LEVEL) =>
  openProduct(file, { stack: stackOptions });
const words = (product: Product) => product.warnings.map(({ message }) => message).join('\n');

/** Reflectances of a band that are valid, and how many are missing. */
async function read(product: Product, band: 'B02' | 'B12') {
  const file = product.bands[band]![0]!;
  const source = await openFile(product.path);
  const raster = await openTiffRaster(source, 'it', file.warp);
  const window = { column: 0, row: 0, width: raster.width, height: raster.height };
  const values = await raster.read(file.index, window);
  const about = raster.about[file.index]!;
  const mask = about.mask === null ? null : await raster.readMask(file.index, window);
  const dn = storedToDn(values, mask, about.noData, file.toDn);
  await raster.close();
  await source.close();
  const valid = [...dn].filter((value) => value !== 0);
  const reflectances = valid.map((value) => (value + product.offsets[band]!) / product.quantification);
  return {
    reflectances: [...new Set(reflectances.map((value) => value.toFixed(4)))],
    valid: valid.length,
    all: dn.length,
  };
}

describe('missing pixels of a stack in degrees', () => {
  it.each<[string, number, Partial<FakeTiff>]>([
    ['a value below 0', -9999, { sampleFormat: 2, noData: '-9999' }],
    ['the last value', 65_535, { noData: '65535' }],
    ['0, told', 0, { noData: '0' }],
    ['0, not told', 0, {}],
  ])('are neither mixed with valid ones nor valid themselves: %s', async (_name, missing, options) => {
    const product = await open(gdal('gdalwarp', await path(stack(missing, options)), '-t_srs', 'EPSG:4326'));
    for (const [band, reflectance] of [
      ['B02', '0.1500'],
      ['B12', '0.1505'],
    ] as const) {
      const { reflectances, valid, all } = await read(product, band);
      expect(reflectances).toEqual([reflectance]);
      expect(valid / all).toBeGreaterThan(0.5);
      expect(valid / all).toBeLessThan(0.68);
    }
  });
});

describe('missing pixels of a stack', () => {
  it('are told by a plane that is called a mask, or that is the alpha plane of many', async () => {
    const masked = await path(stack(9000, { mask: 'dataMask' }));
    const alpha = gdal('gdal_translate', await path(stack(9000, { mask: 'opacity' })), '-colorinterp_7', 'alpha');
    const byGeotiffJs = gdal('gdal_translate', alpha, '-co', 'COMPRESS=ZSTD');
    for (const file of [masked, alpha, byGeotiffJs]) {
      const product = await open(file);
      expect(await read(product, 'B12')).toEqual({ reflectances: ['0.1505'], valid: 600, all: 900 });
      expect(words(product)).toContain('whose alpha plane is 0');
    }
  });

  it.each([-1, -999, -1000])('may be %i in every band without a word of the file', async (missing) => {
    const product = await open(await path(stack(missing, { sampleFormat: 2 })));
    expect(await read(product, 'B02')).toEqual({ reflectances: ['0.1500'], valid: 600, all: 900 });
    expect(words(product)).toContain(
      `33.3 % of the pixels looked at in ${count - 1}-scene.tif are ${missing} in every band`,
    );
  });

  it('are not those that are below 0 in some bands only', async () => {
    const noise = (at: number) => (at % 3 === 0 ? -5 - (at % 7) : 200 + (at % 90));
    const values = Array.from({ length: 6 * SIDE * SIDE }, (_, at) => noise(at) & 0xffff);
    const product = await open(await path(fakeTiff({ descriptions: BANDS, sampleFormat: 2, values })));
    expect((await read(product, 'B02')).valid).toBe(900);
  });

  it('are not left out where the file beside the TIFF that tells them is not read', async () => {
    const file = gdal('gdal_translate', await path(stack(7)), '-co', 'COMPRESS=ZSTD');
    const told = '<PAMDataset><PAMRasterBand band="1"><NoDataValue>7</NoDataValue></PAMRasterBand></PAMDataset>';
    await writeFile(`${file}.aux.xml`, told);
    expect((await refusalOf(open(file))).message).toContain('.aux.xml beside');
    await writeFile(`${file}.aux.xml`, '<PAMDataset><Metadata/></PAMDataset>');
    await open(file);
  });
});

describe('the place of a stack', () => {
  it('may be told by a world file and the system that is kept beside it', async () => {
    const file = await path(stack(0, { pixelMetres: null }));
    expect((await refusalOf(open(file))).remedy).toContain('--pixel-size');
    await writeFile(file.replace('.tif', '.tfw'), '20\n0\n0\n-20\n600010\n5900030\n');
    const bare = await open(file);
    expect(bare.grids[20]).toMatchObject({ epsg: null, originX: 600_000, originY: 5_900_040, pixelMetres: 20 });
    const esri =
      'PROJCS[&quot;WGS_1984_UTM_Zone_32N&quot;,GEOGCS[&quot;GCS_WGS_1984&quot;,DATUM[&quot;D_WGS_1984&quot;,SPHEROID[&quot;WGS_1984&quot;,6378137.0,298.257223563]],PRIMEM[&quot;Greenwich&quot;,0.0],UNIT[&quot;Degree&quot;,0.0174532925199433]],PROJECTION[&quot;Transverse_Mercator&quot;],PARAMETER[&quot;False_Easting&quot;,500000.0],PARAMETER[&quot;False_Northing&quot;,0.0],PARAMETER[&quot;Central_Meridian&quot;,9.0],PARAMETER[&quot;Scale_Factor&quot;,0.9996],PARAMETER[&quot;Latitude_Of_Origin&quot;,0.0],UNIT[&quot;Meter&quot;,1.0]]';
    await writeFile(`${file}.aux.xml`, `<PAMDataset><SRS>${esri}</SRS></PAMDataset>`);
    const placed = await open(file);
    expect(placed.grids[20]).toMatchObject({ epsg: 32_632, originX: 600_000 });
    expect(words(placed)).toContain('world file or .aux.xml');
    expect(await placed.changedFiles()).toEqual([]);
    await utimes(file.replace('.tif', '.tfw'), 1, 1);
    expect(await placed.changedFiles()).toHaveLength(1);
  });
});

describe('what a stack may be taken for', () => {
  const landsat = { descriptions: ['B2', 'B3', 'B4', 'B5', 'B6', 'B7'], pixelMetres: 30 };

  it('Landsat, where all its names and its pixels are', async () => {
    expect((await refusalOf(open(await path(fakeTiff(landsat))))).message).toContain('looks like Landsat');
    await open(await path(fakeTiff(landsat)), { ...LEVEL, bands: ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'] });
    await open(await path(fakeTiff(landsat), 'S2A_20240506.tif'));
    await open(await path(fakeTiff({ ...landsat, pixelMetres: 20 })));
    const toa = { descriptions: ['sr_band1', 'sr_band2'] };
    expect((await refusalOf(open(await path(fakeTiff(toa))))).message).toContain('looks like Landsat');
  });

  it('a picture of 8 bits, or something with an offset the wrong way', async () => {
    const values = Array.from({ length: 6 * SIDE * SIDE }, (_, at) => 20 + (at % 200));
    const picture = await open(await path(fakeTiff({ descriptions: BANDS, values })));
    expect(words(picture)).toContain('all below 256');
    const raised = await open(await path(stack(0, { scale: 1e-4, offset: 0.1 })));
    expect(words(raised)).toContain('An offset of +0.1');
    expect(words(raised)).toContain('--offset');
  });

  it('the short-wave infrared under its names in composites', async () => {
    const product = await open(
      await path(fakeTiff({ descriptions: ['blue', 'green', 'red', 'nir', 'swir1', 'swir2', 'evi'] })),
    );
    expect(Object.keys(product.bands)).toEqual(['B02', 'B03', 'B04', 'B08', 'B11', 'B12']);
    expect(words(product)).toContain('evi of');
  });

  it('rasters that are none of GeoTIFF, each with the command that converts it', async () => {
    const raw = await path(Buffer.alloc(900, 7), 'scene.dat');
    await writeFile(raw.replace('.dat', '.hdr'), 'ENVI\nsamples = 30\n');
    expect((await refusalOf(open(raw))).remedy).toMatch(/gdal_translate \d+-scene\.dat out\.tif/);
    const header = await path(Buffer.from('ENVI\nsamples = 30\n'), 'scene.hdr');
    expect((await refusalOf(open(header))).remedy).toMatch(/gdal_translate \d+-scene out\.tif/);
    const virtual = await path(Buffer.from('<VRTDataset rasterXSize="30" rasterYSize="30"></VRTDataset>'), 'scene.vrt');
    expect((await refusalOf(open(virtual))).remedy).toMatch(/gdal_translate \d+-scene\.vrt out\.tif/);
  });
});

describe('band files in degrees', () => {
  /** Commands of the remedy, each with what it is for; `sh` puts the files in for `*.tif`. */
  const commands = (remedy: string) =>
    remedy.match(/gdal(buildvrt|_translate|warp) [^,]*?(\.vrt \*\.tif|\.tif out\.tif|all\.tif)/g)!;

  it('can be opened once either way of the refusal was gone', async () => {
    const folder = join(temporary.path, 'degrees');
    await mkdir(folder);
    for (const [index, band] of BANDS.entries()) {
      const pixelMetres = index < 3 ? 10 : 20;
      const side = 600 / pixelMetres;
      const values = Array.from({ length: side * side }, () => 1500 + index);
      const file = await path(fakeTiff({ descriptions: [null], width: side, height: side, pixelMetres, values }));
      execFileSync('gdalwarp', ['-q', '-t_srs', 'EPSG:4326', file, join(folder, `${band}.tif`)]);
    }
    const refusal = await refusalOf(open(folder));
    const [build, translate, warp] = commands(refusal.remedy!) as [string, string, string];

    const run = (command: string, cwd: string) => execFileSync('sh', ['-c', command.replace(/^\w+/, '$& -q')], { cwd });
    const stacked = join(temporary.path, 'stacked');
    await cp(folder, stacked, { recursive: true });
    run(build, stacked);
    run(translate, stacked);
    const one = await open(join(stacked, 'all.tif'), { ...LEVEL, bands: [...BANDS].sort() as never, offset: 0 });
    expect(one).toMatchObject({ epsg: 32632, grids: { 10: { pixelMetres: 10 } } });
    expect((await read(one, 'B02')).reflectances).toEqual(['0.1500']);
    expect((await read(one, 'B12')).reflectances).toEqual(['0.1505']);

    const laid = join(temporary.path, 'laid');
    await mkdir(laid);
    const corners = ['599940', '5899380', '600660', '5900100'].join(' ');
    for (const band of BANDS) {
      const told = warp.replace('326xx', '32632').replace('XMIN YMIN XMAX YMAX', corners);
      run(told.replace('in.tif out.tif', `${join(folder, band)}.tif ${band}.tif`), laid);
    }
    const each = await open(laid, { ...LEVEL, offset: 0 });
    expect(each).toMatchObject({ epsg: 32632, grids: { 10: { width: 72, height: 72 } } });
    expect(Object.keys(each.bands)).toEqual(BANDS);
  });
});

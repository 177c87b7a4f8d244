import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import hdf5 from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeByteTiff } from '../byte-tiff.ts';
import { LabelError } from '../documents.ts';
import { openImport } from './archive.ts';
import { exchangeFormat } from './formats.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-importers-'));
  await hdf5.ready;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (id: string, path: string) => exchangeFormat(id).read!(await openImport(path), path);

async function refusal(id: string, path: string): Promise<string> {
  const error = await read(id, path).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(LabelError);
  expect((error as LabelError).remedy).toBeTruthy();
  return (error as LabelError).message;
}

async function fresh(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return path;
}

describe('Datumaro 1.0', () => {
  const [width, height] = [5, 4];

  async function written(
    name: string,
    annotations: readonly unknown[],
    size: readonly number[] | null,
  ): Promise<string> {
    const path = await fresh(name);
    await mkdir(join(path, 'annotations'), { recursive: true });
    const labels = ['CLEAR', 'CLOUD', 'CLOUD_SHADOW', 'TREE'].map((label) => ({ name: label, parent: '' }));
    const item = { id: 'x/a_0_0', annotations, ...(size ? { image: { path: 'a_0_0.png', size } } : {}) };
    const document = { info: {}, categories: { label: { labels } }, items: [item] };
    await writeFile(join(path, 'annotations', 'default.json'), JSON.stringify(document));
    return path;
  }
  // Column by column, 4 pixels each: 5 unset, then 6 set, then 9 unset.
  const rle = { counts: '569', size: [height, width] };

  it('reads runs column by column, polygons, and the higher over the lower', async () => {
    const points = [0, 0, 5, 0, 5, 1, 0, 1];
    const path = await written(
      'datumaro',
      [
        { type: 'polygon', label_id: 2, z_order: 1, points },
        { type: 'mask', label_id: 1, z_order: 0, rle },
        { type: 'label', label_id: 0 },
        // A box that goes with nothing is a label; one in a group with a mask only says where that is.
        { type: 'bbox', label_id: 0, bbox: [4, 3, 1, 1], z_order: 2 },
        { type: 'bbox', label_id: 0, bbox: [0, 0, 5, 1], group: 7, z_order: 3 },
        { type: 'mask', label_id: 1, group: 7, z_order: 0, rle },
      ],
      [height, width],
    );
    const [found] = await read('datumaro', path);
    expect(found).toMatchObject({ name: 'a_0_0', width, height });
    expect([...found!.labels]).toEqual([2, 2, 2, 2, 2, 0, 4, 4, 0, 0, 0, 4, 4, 0, 0, 0, 4, 0, 0, 1]);
  });

  it('refuses other labels, other sizes, runs that do not fit, other shapes and no annotations', async () => {
    const mask = { type: 'mask', label_id: 1, rle };
    const size = [height, width];
    expect(await refusal('datumaro', await written('d1', [{ ...mask, label_id: 3 }], size))).toContain('"TREE"');
    expect(await refusal('datumaro', await written('d2', [mask], [9, 9]))).toContain('another size');
    const long = { ...mask, rle: { ...rle, counts: '56' } };
    expect(await refusal('datumaro', await written('d3', [long], size))).toContain('cover 11 of its 20 pixels');
    expect(await refusal('datumaro', await written('d4', [{ type: 'ellipse', label_id: 1 }], size))).toContain(
      'ellipse',
    );
    expect(await refusal('datumaro', await written('d5', [], null))).toContain('has no size');
    expect(await refusal('datumaro', await fresh('d6'))).toContain('holds no annotations');
  });
});

describe('KappaSet tiles', () => {
  const side = 6;
  const labels = Uint8Array.from({ length: side * side }, (_, i) => (i < side ? 4 : i % 6));

  /** As cm-vsm writes it: dimensions x then y, the values row by row, deflated. */
  function write(path: string, values: Uint8Array, shape: [number, number] = [side, side], variable = 'Label'): void {
    const nc = new hdf5.File(path, 'w');
    nc.create_dataset({ name: variable, data: values, shape, dtype: '<B', chunks: shape, compression: 9 });
    for (const name of ['x', 'y']) nc.create_dataset({ name, data: new Float32Array(shape[0]), shape: [shape[0]] });
    nc.close();
  }

  it('reads the labels row by row, and leaves nothing where the program runs', async () => {
    const path = await fresh('kappaset');
    write(join(path, 'T35VLF_20200529T120441_tile_1_2.nc'), labels);
    write(join(path, 'T35VLF_20200529T120441_tile_2_1.nc'), new Uint8Array(side * side).fill(1));
    const before = await readdir('.');
    const found = await read('kappaset', path);
    expect(await readdir('.')).toEqual(before);
    expect(found.map(({ name }) => name).sort()).toEqual(
      [1, 2].map((k) => `T35VLF_20200529T120441_tile_${k}_${3 - k}`),
    );
    const one = found.find(({ name }) => name.endsWith('_1_2'));
    expect(one).toMatchObject({ width: side, height: side });
    expect(one!.labels).toEqual(labels);
    expect(await read('kappaset', join(path, 'T35VLF_20200529T120441_tile_1_2.nc'))).toHaveLength(1);
  });

  it('refuses what has no labels, is not square, holds other codes, or is no such file', async () => {
    const made = async (name: string, ...rest: [Uint8Array, [number, number]?, string?]): Promise<string> => {
      const path = join(await fresh(name), 'a.nc');
      write(path, ...rest);
      return path;
    };
    expect(await refusal('kappaset', await made('k1', labels, [side, side], 'B02'))).toContain('no variable "Label"');
    expect(await refusal('kappaset', await made('k2', labels, [4, 9]))).toContain('4 x 9');
    expect(
      await refusal(
        'kappaset',
        await made(
          'k3',
          labels.map((label) => label + 5),
        ),
      ),
    ).toContain('no class of KappaSet');
    const broken = join(await fresh('k4'), 'a.nc');
    await writeFile(broken, 'CDF no HDF5');
    expect(await refusal('kappaset', broken)).toContain('a.nc cannot be read');
    const cut = await made('k5', labels);
    await writeFile(cut, (await readFile(cut)).subarray(0, 600));
    expect(await refusal('kappaset', cut)).toContain('a.nc cannot be read');
    const spoilt = await made('k7', labels);
    const bytes = await readFile(spoilt);
    bytes.fill(0xff, bytes.indexOf(Buffer.from([0x78, 0xda])) + 2);
    await writeFile(spoilt, bytes);
    expect(await refusal('kappaset', spoilt)).toContain('a.nc cannot be read');
    expect(await refusal('kappaset', await fresh('k6'))).toContain('holds no .nc file');
  });
});

describe('CloudSEN12 chips', () => {
  const grid = (side: number) => ({
    epsg: 32633,
    originX: 300_000,
    originY: 5_000_040,
    pixelMetres: 10,
    width: side,
    height: side,
  });
  const write = async (name: string, values: Uint8Array, side: number): Promise<string> => {
    const path = join(await fresh(name), 'ROI_0001__20200529.tif');
    await writeFile(path, encodeByteTiff(values, grid(side)));
    return path;
  };

  it('gives our codes, and says nothing of the padding at the left and at the bottom', async () => {
    const small = await read('cloudsen12', await write('c1', Uint8Array.from([0, 1, 2, 3, 99, 255, 0, 0, 1]), 3));
    expect(small[0]).toMatchObject({ name: 'ROI_0001__20200529', width: 3, height: 3 });
    expect([...small[0]!.labels]).toEqual([1, 4, 3, 2, 0, 5, 1, 1, 4]);
    const [padded] = await read('cloudsen12', await write('c2', new Uint8Array(512 * 512), 512));
    const { labels } = padded!;
    expect(labels.filter((label) => label === 1).length).toBe(509 * 509);
    expect([labels[2], labels[3], labels[508 * 512 + 511], labels[509 * 512 + 511]]).toEqual([0, 1, 1, 0]);
  });

  it('refuses scribbles, and what is no GeoTIFF', async () => {
    expect(await refusal('cloudsen12', await write('c3', new Uint8Array(9).fill(5), 3))).toContain('holds a 5');
    const broken = join(await fresh('c4'), 'a.tif');
    await writeFile(broken, 'II*');
    expect(await refusal('cloudsen12', broken)).toContain('a.tif cannot be read');
    expect(await refusal('cloudsen12', await fresh('c5'))).toContain('holds no GeoTIFF');
  });
});

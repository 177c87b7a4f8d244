import { BAND_IDS, type GridMetres } from '../../engine/core/bands.ts';
import { type Grid, intersectWindows, wholeWindow } from '../../engine/core/grid.ts';
import { openProduct } from '../../engine/product/open.ts';
import { fileGrid } from '../../engine/product/product-grid.ts';
import type { Product, RasterFile } from '../../engine/product/types.ts';
import type { RasterContext } from '../../engine/raster/context.ts';
import { createRasterContext } from '../../engine/raster/context.ts';
import { bandAttributes, placeAttributes, rootAttributes } from './attributes.ts';
import { writeGeometry } from './geometry.ts';
import { type ArrayToWrite, type StoreWriter, storeWriter } from './store-writer.ts';

/** Sides of the chunks of ESA's mapping. */
const CHUNKS: Readonly<Record<GridMetres, number>> = { 10: 1830, 20: 915, 60: 305 };
/** Chunks along a side of a shard. */
const PER_SHARD = 2;

export interface WriteZarrOptions {
  readonly version: 2 | 3;
  /** Sides of the chunks where they are not ESA's. */
  readonly chunks?: Readonly<Record<GridMetres, number>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes what a SAFE product holds as a Zarr store of ESA's layout: the same pixels, read exactly.
 *
 * @param safe path of the product
 * @param root folder of the store, made when it is not there
 */
export async function writeZarr(safe: string, root: string, options: WriteZarrOptions): Promise<void> {
  const product = await openProduct(safe);
  const rasters = createRasterContext({ threads: 1 });
  try {
    const writer = storeWriter(root, options.version);
    await writer.group('', rootAttributes(product, options.version));
    for (const path of ['measurements', 'measurements/reflectance', 'quality', 'conditions', 'conditions/mask']) {
      await writer.group(path);
    }
    await writeBands(product, rasters, writer, options);
    await writeMasks(product, rasters, writer, options);
    await writeGeometry(product, writer);
    await writer.finish();
  } finally {
    await rasters.release(product);
    await rasters.close();
    await product.close();
  }
}

async function writeBands(product: Product, rasters: RasterContext, writer: StoreWriter, options: WriteZarrOptions) {
  const groups = new Set<GridMetres>();
  for (const band of BAND_IDS) {
    for (const file of product.bands[band] ?? []) {
      const grid = fileGrid(product, file)!;
      const group = `measurements/reflectance/r${file.pixelMetres}m`;
      if (!groups.has(file.pixelMetres)) await writeGroup(writer, group, grid);
      groups.add(file.pixelMetres);
      const attributes = bandAttributes(grid, product.offsets[band] ?? 0, product.quantification, options.version);
      const array = await imageArray(file, `${group}/${band.toLowerCase()}`, grid, rasters, options);
      await writer.array({ ...array, attributes, type: Uint16Array });
    }
  }
}

async function writeMasks(product: Product, rasters: RasterContext, writer: StoreWriter, options: WriteZarrOptions) {
  const { scl, cloudProbability, snowProbability, classification } = product.masks;
  const layers = [
    ['conditions/mask/l2a_classification', 'scl', scl],
    ['quality/probability', 'cld', cloudProbability.filter(({ pixelMetres }) => pixelMetres === 20)],
    ['quality/probability', 'snw', snowProbability.filter(({ pixelMetres }) => pixelMetres === 20)],
    ['conditions/mask/l1c_classification', 'b00', classification],
  ] as const;
  const groups = new Set<string>();
  for (const [place, name, files] of layers) {
    for (const file of files) {
      const grid = fileGrid(product, file)!;
      const group = `${place}/r${file.pixelMetres}m`;
      if (!groups.has(place)) await writer.group(place);
      if (!groups.has(group)) await writeGroup(writer, group, grid);
      groups.add(place).add(group);
      const attributes = options.version === 2 ? placeAttributes(grid) : {};
      const array = await imageArray(file, `${group}/${name}`, grid, rasters, options);
      await writer.array({ ...array, attributes, type: Uint8Array });
    }
  }
}

/** A group with the coordinates of its pixels' centres. */
async function writeGroup(writer: StoreWriter, path: string, grid: Grid): Promise<void> {
  await writer.group(path);
  const { originX, originY, pixelMetres, width, height } = grid;
  for (const [name, count, first, step] of [
    ['x', width, originX + pixelMetres / 2, pixelMetres],
    ['y', height, originY - pixelMetres / 2, -pixelMetres],
  ] as const) {
    const values = BigInt64Array.from({ length: count }, (_, k) => BigInt(first + k * step));
    await writer.array({
      path: `${path}/${name}`,
      shape: [count],
      dimensions: [name],
      chunk: [count],
      fill: null,
      attributes: {},
      type: BigInt64Array,
      chunkAt: async () => values,
    });
  }
}

/** The samples of a file in chunks; three planes become bits. Chunks without any data are not stored. */
async function imageArray(
  file: RasterFile,
  path: string,
  grid: Grid,
  rasters: RasterContext,
  { version, chunks = CHUNKS, signal }: WriteZarrOptions,
): Promise<Omit<ArrayToWrite, 'attributes' | 'type'> & { readonly type?: never }> {
  const source = await rasters.open(file);
  const isBand = path.startsWith('measurements');
  const side = [grid.height, grid.width].map((size) => Math.min(size, chunks[file.pixelMetres]));
  const [height, width] = side as [number, number];
  return {
    path,
    shape: [grid.height, grid.width],
    dimensions: ['y', 'x'],
    chunk: side,
    ...(version === 3 ? { perShard: PER_SHARD } : {}),
    fill: 0,
    async chunkAt([row, column]) {
      const chunk = { row: row! * height, column: column! * width, width, height };
      const inner = intersectWindows(chunk, wholeWindow(grid))!;
      const read = await source.readWindow(inner, { signal });
      const samples = source.components === 1 ? read : asBits(read, source.components);
      if (samples.every((value) => value === 0)) return null;
      const out = isBand ? new Uint16Array(width * height) : new Uint8Array(width * height);
      for (let line = 0; line < inner.height; line++) {
        out.set(samples.subarray(line * inner.width, (line + 1) * inner.width), line * width);
      }
      return out;
    },
  };
}

function asBits(samples: Uint16Array, planes: number): Uint16Array {
  return Uint16Array.from({ length: samples.length / planes }, (_, i) => {
    let bits = 0;
    for (let k = 0; k < planes; k++) if (samples[i * planes + k] !== 0) bits |= 1 << k;
    return bits;
  });
}

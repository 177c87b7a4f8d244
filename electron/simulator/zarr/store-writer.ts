import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Blosc from 'numcodecs/blosc';
import Zstd from 'numcodecs/zstd';

/** Reversed polynomial of CRC-32C (RFC 3720). */
const CASTAGNOLI = 0x82f63b78;
const LEVEL = 3;
const BIT_SHUFFLE = 2;
const NOT_STORED = 2n ** 64n - 1n;

/** Values that arrays are written of. */
type Values = Uint8Array | Uint16Array | Float64Array | BigInt64Array | Uint32Array;

const TYPES = [
  { of: Uint8Array, v2: '|u1', v3: 'uint8' },
  { of: Uint16Array, v2: '<u2', v3: 'uint16' },
  { of: Uint32Array, v2: '<U7', v3: { name: 'fixed_length_utf32', configuration: { length_bytes: 28 } } },
  { of: Float64Array, v2: '<f8', v3: 'float64' },
  { of: BigInt64Array, v2: '<i8', v3: 'int64' },
] as const;

/** An array to be written. */
export interface ArrayToWrite {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dimensions: readonly string[];
  /** Pixels of a chunk. */
  readonly chunk: readonly number[];
  /** Of version 3: chunks along each side of a shard; not sharded where absent. */
  readonly perShard?: number;
  readonly fill: number | null | string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly type: (typeof TYPES)[number]['of'];
  /** Values of a chunk by its place, padded beyond the array; null for one that is all fill value, which is not stored. */
  readonly chunkAt: (place: readonly number[]) => Promise<Values | null>;
}

/** Writes groups and arrays as files of a Zarr store. */
export interface StoreWriter {
  group(path: string, attributes?: Readonly<Record<string, unknown>>): Promise<void>;
  array(array: ArrayToWrite): Promise<void>;
  /** Writes consolidated metadata, of version 2 only: those of version 3 are in no specification. */
  finish(): Promise<void>;
}

/**
 * Writes a store as ESA's programs do: version 2 by Blosc with Zstandard and bits shuffled, consolidated; version 3 by
 * Zstandard, in shards.
 */
export function storeWriter(root: string, version: 2 | 3): StoreWriter {
  const consolidated: Record<string, unknown> = {};
  const put = async (path: string, bytes: Uint8Array | string) => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  };
  const putJson = async (path: string, json: unknown) => {
    consolidated[path] = json;
    await put(path, JSON.stringify(json, null, 1));
  };
  const at = (path: string, name: string) => (path === '' ? name : `${path}/${name}`);
  return {
    async group(path, attributes = {}) {
      if (version === 3) return putJson(at(path, 'zarr.json'), { attributes, zarr_format: 3, node_type: 'group' });
      await putJson(at(path, '.zgroup'), { zarr_format: 2 });
      await putJson(at(path, '.zattrs'), attributes);
    },
    async array(array) {
      if (version === 3) {
        await putJson(at(array.path, 'zarr.json'), metadataV3(array));
        await writeV3(array, put);
        return;
      }
      await putJson(at(array.path, '.zarray'), metadataV2(array));
      await putJson(at(array.path, '.zattrs'), { _ARRAY_DIMENSIONS: array.dimensions, ...array.attributes });
      const codec = Blosc.fromConfig({ id: 'blosc', blocksize: 0, clevel: LEVEL, cname: 'zstd', shuffle: BIT_SHUFFLE });
      for (const place of placesIn(array.shape, array.chunk)) {
        const values = await array.chunkAt(place);
        if (values) await put(at(array.path, place.join('.')), await codec.encode(bytesOf(values)));
      }
    },
    async finish() {
      if (version === 3) return;
      // Sorted, as zarr-python writes them: it loses arrays of another order.
      const sorted = Object.fromEntries(Object.entries(consolidated).sort(([a], [b]) => (a < b ? -1 : 1)));
      const json = { metadata: sorted, zarr_consolidated_format: 1 };
      await put('.zmetadata', JSON.stringify(json, null, 1));
    },
  };
}

function bytesOf(values: Values): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function typeOf({ type }: ArrayToWrite) {
  return TYPES.find(({ of }) => of === type)!;
}

function metadataV2(array: ArrayToWrite) {
  const compressor = { blocksize: 0, clevel: LEVEL, cname: 'zstd', id: 'blosc', shuffle: BIT_SHUFFLE };
  const { shape, chunk: chunks, fill: fill_value } = array;
  return { chunks, compressor, dtype: typeOf(array).v2, fill_value, filters: null, order: 'C', shape, zarr_format: 2 };
}

const LITTLE = { name: 'bytes', configuration: { endian: 'little' } };

function metadataV3(array: ArrayToWrite) {
  const { shape, chunk, perShard, attributes, dimensions } = array;
  const inner = [LITTLE, { name: 'zstd', configuration: { level: LEVEL, checksum: false } }];
  const index_codecs = [LITTLE, { name: 'crc32c' }];
  const shards = { chunk_shape: chunk, codecs: inner, index_codecs, index_location: 'end' };
  const { v3 } = typeOf(array);
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: v3,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk.map((side) => side * (perShard ?? 1)) } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: array.fill ?? 0,
    codecs: perShard === undefined ? inner : [{ name: 'sharding_indexed', configuration: shards }],
    attributes,
    dimension_names: dimensions,
    storage_transformers: [],
  };
}

async function writeV3(array: ArrayToWrite, put: (path: string, bytes: Uint8Array) => Promise<void>): Promise<void> {
  const { path, shape, chunk, perShard = 1 } = array;
  const codec = Zstd.fromConfig({ id: 'zstd', level: LEVEL });
  const stored = chunk.map((side) => side * perShard);
  for (const place of placesIn(shape, stored)) {
    const inner = placesIn(stored, chunk);
    const pieces = await Promise.all(
      inner.map(async (within) => {
        const global = within.map((step, axis) => place[axis]! * perShard + step);
        const isInside = global.every((step, axis) => step * chunk[axis]! < shape[axis]!);
        const values = isInside ? await array.chunkAt(global) : null;
        return values && codec.encode(bytesOf(values));
      }),
    );
    if (pieces.every((piece) => piece === null)) continue;
    const bytes = array.perShard === undefined ? pieces[0]! : await shardOf(pieces);
    await put(`${path}/${['c', ...place].join('/')}`, bytes);
  }
}

/** Chunks one after the other and the list of where they are, with its checksum. */
async function shardOf(pieces: readonly (Uint8Array | null)[]): Promise<Uint8Array> {
  let end = 0;
  const index = BigUint64Array.from(
    pieces.flatMap((piece) => {
      if (piece === null) return [NOT_STORED, NOT_STORED];
      const entry = [BigInt(end), BigInt(piece.length)];
      end += piece.length;
      return entry;
    }),
  );
  const list = new Uint8Array(index.buffer);
  const { createCRC32 } = await import('hash-wasm');
  const sum = (await createCRC32(CASTAGNOLI)).init().update(list).digest('binary').reverse();
  return Buffer.concat([...pieces.filter((piece) => piece !== null), list, sum]);
}

function placesIn(shape: readonly number[], chunk: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (places, side, axis) => {
      const count = Math.ceil(side / chunk[axis]!);
      return places.flatMap((place) => Array.from({ length: count }, (_, step) => [...place, step]));
    },
    [[]],
  );
}

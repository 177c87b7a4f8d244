import { ProductError } from '../../core/errors.ts';
import { type FileEntry, readWhole } from '../files.ts';
import type { Sharding, ZarrArrayMetadata } from './array-metadata.ts';
import { decodeChunk } from './decode-chunk.ts';

const NOT_STORED = 2n ** 64n - 1n;
const INDEX_ENTRY_BYTES = 16;
/** Codecs of a shard's index add few bytes: a checksum of 4. */
const INDEX_CODEC_BYTES: Readonly<Record<string, number>> = { bytes: 0, crc32c: 4 };

/** The packed chunks of one array of a store. */
export interface ChunkSource {
  /** Path of the array in the product. */
  readonly path: string;
  readonly metadata: ZarrArrayMetadata;
  /** Files of the chunks or shards that are there. */
  readonly files: readonly FileEntry[];
  /**
   * Bytes of the chunk at a place, counted in chunks (inner ones, where there are shards); null where it is not stored.
   * @throws ProductError where they cannot be read
   */
  read(place: readonly number[]): Promise<Uint8Array | null>;
}

/** Where an inner chunk lies in its shard: its first byte and its length; null where it is not stored. */
type ShardIndex = (inner: readonly number[]) => readonly [number, number] | null;

/**
 * Finds the chunks of an array among the files of a product. Nothing is read yet.
 *
 * @param folder path of the array among `entries`
 */
export function chunkSource(
  path: string,
  folder: string,
  metadata: ZarrArrayMetadata,
  entries: ReadonlyMap<string, FileEntry>,
): ChunkSource {
  const { sharding, keyOf } = metadata;
  const indexes = new Map<FileEntry, Promise<ShardIndex>>();
  const entryAt = (place: readonly number[]) => entries.get(`${folder}/${keyOf(place)}`) ?? null;
  const indexOf = (entry: FileEntry, shards: Sharding) => {
    const known = indexes.get(entry) ?? readIndex(entry, shards);
    indexes.set(entry, known);
    known.catch(() => indexes.delete(entry));
    return known;
  };
  return {
    path,
    metadata,
    files: placesOf(metadata).flatMap((place) => entryAt(place) ?? []),
    async read(place) {
      if (sharding === null) {
        const entry = entryAt(place);
        return entry && readWhole(entry);
      }
      const entry = entryAt(place.map((at, axis) => Math.floor(at / sharding.counts[axis]!)));
      if (!entry) return null;
      const found = (await indexOf(entry, sharding))(place.map((at, axis) => at % sharding.counts[axis]!));
      return found && readRange(entry, ...found);
    },
  };
}

/** Places of all chunks, or shards, of an array. */
export function placesOf({ shape, chunk, sharding }: ZarrArrayMetadata): (readonly number[])[] {
  const counts = shape.map((side, axis) => Math.ceil(side / (chunk[axis]! * (sharding?.counts[axis] ?? 1))));
  const product = (sizes: readonly number[]) => sizes.reduce((count, size) => count * size, 1);
  return Array.from({ length: product(counts) }, (_, index) =>
    counts.map((count, axis) => Math.floor(index / product(counts.slice(axis + 1))) % count),
  );
}

async function readRange(entry: FileEntry, offset: number, length: number): Promise<Uint8Array> {
  const source = await entry.open();
  try {
    return await source.read(offset, length);
  } finally {
    await source.close();
  }
}

async function readIndex(entry: FileEntry, { counts, indexCodecs, indexAtEnd }: Sharding): Promise<ShardIndex> {
  const shape = [...counts, 2];
  const entries = counts.reduce((product, count) => product * count, 1);
  const names = indexCodecs.map((codec) => (codec as { name: string }).name);
  const unknown = names.find((name) => INDEX_CODEC_BYTES[name] === undefined);
  const damaged = (why: string, cause?: unknown) =>
    new ProductError(`The list of chunks in ${entry.path} ${why}.`, {
      remedy: 'Copy or download the product again.',
      cause,
    });
  if (unknown !== undefined) throw damaged(`is coded by ${unknown}, which is not read`);
  const length = entries * INDEX_ENTRY_BYTES + names.reduce((sum, name) => sum + INDEX_CODEC_BYTES[name]!, 0);
  if (length > entry.size) throw damaged(`is truncated: ${length} bytes of ${entry.size}`);
  const bytes = await readRange(entry, indexAtEnd ? entry.size - length : 0, length);
  const oneChunk = {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: 'uint64',
    chunk_grid: { name: 'regular', configuration: { chunk_shape: shape } },
    chunk_key_encoding: { name: 'v2', configuration: { separator: '.' } },
    codecs: indexCodecs,
    fill_value: 0,
    attributes: {},
  };
  const values = (await decodeChunk({ oneChunk, shape, bytes }).catch((cause: unknown) => {
    throw damaged(cause instanceof Error ? cause.message : String(cause), cause);
  })) as BigUint64Array;
  return (inner) => {
    const at = inner.reduce((index, place, axis) => index * counts[axis]! + place, 0) * 2;
    const [offset, size] = [values[at]!, values[at + 1]!];
    if (offset === NOT_STORED && size === NOT_STORED) return null;
    if (offset + size > BigInt(entry.size))
      throw damaged(`leads out of the file (${offset} + ${size} of ${entry.size})`);
    return [Number(offset), Number(size)];
  };
}

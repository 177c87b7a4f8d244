import { z } from 'zod';

/** Bytes that a chunk may have once it is unpacked: a band of 10 m in one piece has 241 MB. */
export const MAX_CHUNK_BYTES = 256 * 2 ** 20;
/** No tile has more pixels along a side; coordinates and angles have fewer. */
const MAX_SIDE = 40_000;
/** Files of an array, and chunks in a shard: 256 x 256 pixels of 10 m make 1849. */
const MAX_CHUNKS = 50_000;

const BYTES: Readonly<Record<string, number>> = {
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};
/** Codecs that change values one by one. */
const BY_VALUE = new Set(['scale_offset', 'cast_value', 'bitround']);
const V2_TYPES: Readonly<Record<string, string>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f4: 'float32',
  f8: 'float64',
};

/** How the inner chunks of a shard are found (Zarr codec `sharding_indexed`, version 1.0). */
export interface Sharding {
  /** Chunks of a shard along each axis. */
  readonly counts: readonly number[];
  readonly indexCodecs: readonly unknown[];
  readonly indexAtEnd: boolean;
}

/** What the metadata of an array say, of version 2 or 3 alike. */
export interface ZarrArrayMetadata {
  readonly version: 2 | 3;
  readonly shape: readonly number[];
  /** Pixels of what is unpacked at once: a chunk, or an inner chunk of a shard. */
  readonly chunk: readonly number[];
  /** As version 3 calls it: `uint16`, `float32`. */
  readonly type: string;
  readonly bytesPerElement: number;
  /** What elements of a chunk that is not stored are; NaN possible. */
  readonly fill: number;
  readonly sharding: Sharding | null;
  /** Name of a stored chunk or shard by its place, below the array's folder. */
  readonly keyOf: (place: readonly number[]) => string;
  /** Metadata of an array that is one such chunk: by these it is unpacked. */
  readonly oneChunk: object;
}

const sides = z.array(z.number().int().positive().max(MAX_SIDE)).min(1).max(5);
const codec = z.looseObject({ name: z.string(), configuration: z.record(z.string(), z.unknown()).optional() });
const v2Codec = z.looseObject({ id: z.string() });
const v2Schema = z.looseObject({
  zarr_format: z.literal(2),
  shape: sides,
  chunks: sides,
  dtype: z.string(),
  fill_value: z.unknown(),
  order: z.enum(['C', 'F']),
  compressor: v2Codec.nullable(),
  filters: z.array(v2Codec).nullish(),
  dimension_separator: z.enum(['.', '/']).default('.'),
});
const v3Schema = z.looseObject({
  zarr_format: z.literal(3),
  node_type: z.literal('array'),
  shape: sides,
  data_type: z.string(),
  chunk_grid: z.object({ name: z.literal('regular'), configuration: z.object({ chunk_shape: sides }) }),
  chunk_key_encoding: z.object({
    name: z.enum(['default', 'v2']),
    configuration: z.object({ separator: z.enum(['.', '/']).optional() }).optional(),
  }),
  codecs: z.array(codec),
  fill_value: z.unknown(),
});
const shardingSchema = z.object({
  chunk_shape: sides,
  codecs: z.array(codec),
  index_codecs: z.array(codec),
  index_location: z.enum(['start', 'end']).default('end'),
});

/** Reads the metadata of an array. @throws Error in words that continue "ARRAY ..." */
export function readArrayMetadata(json: unknown): ZarrArrayMetadata {
  const version = (json as { zarr_format?: unknown } | null)?.zarr_format;
  if (version !== 2 && version !== 3)
    throw new Error(`is of Zarr version ${JSON.stringify(version)}, which is not read`);
  const parsed = (version === 2 ? v2Schema : v3Schema).safeParse(json);
  if (!parsed.success) throw new Error(`has metadata that are not read (${issueOf(parsed.error)})`);
  const metadata = parsed.data.zarr_format === 2 ? fromV2(parsed.data) : fromV3(parsed.data);
  if (metadata.chunk.length !== metadata.shape.length) throw new Error('has chunks of other dimensions than its own');
  const stored = countOf(metadata.shape, metadata.chunk, metadata.sharding?.counts);
  const inShard = (metadata.sharding?.counts ?? []).reduce((product, count) => product * count, 1);
  if (Math.max(stored, inShard) > MAX_CHUNKS) {
    throw new Error(`is cut into ${Math.max(stored, inShard)} chunks; at most ${MAX_CHUNKS} are read`);
  }
  const bytes = metadata.chunk.reduce((product, side) => product * side, metadata.bytesPerElement);
  if (bytes > MAX_CHUNK_BYTES) {
    throw new Error(
      `has chunks of ${metadata.chunk.join(' x ')} ${metadata.type} (${Math.round(bytes / 2 ** 20)} MiB); at most ${MAX_CHUNK_BYTES / 2 ** 20} MiB are unpacked at once`,
    );
  }
  return metadata;
}

function countOf(shape: readonly number[], chunk: readonly number[], inShard: readonly number[] | undefined): number {
  return shape.reduce((count, side, axis) => count * Math.ceil(side / (chunk[axis]! * (inShard?.[axis] ?? 1))), 1);
}

function issueOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') || 'metadata'}: ${issue?.message}`;
}

function sizeOf(type: string): number {
  const bytes = BYTES[type];
  if (bytes === undefined) throw new Error(`holds ${type} values, which are no numbers that are read`);
  return bytes;
}

/** A fill value as a number: NaN where there is none, or it is written out (`"NaN"`). */
function fillOf(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : value === 'Infinity' ? Number.POSITIVE_INFINITY : Number.NaN;
}

function fromV2(json: z.infer<typeof v2Schema>): ZarrArrayMetadata {
  const type = V2_TYPES[json.dtype.slice(1)];
  if (type === undefined) throw new Error(`holds ${json.dtype} values, which are no numbers that are read`);
  return {
    version: 2,
    shape: json.shape,
    chunk: json.chunks,
    type,
    bytesPerElement: sizeOf(type),
    // Version 2: null says that nothing is specified; programs read it as 0.
    fill: json.fill_value === null ? 0 : fillOf(json.fill_value),
    sharding: null,
    keyOf: (place) => place.join(json.dimension_separator),
    oneChunk: { ...json, shape: json.chunks, dimension_separator: '.' },
  };
}

function fromV3(json: z.infer<typeof v3Schema>): ZarrArrayMetadata {
  const { chunk_key_encoding: keys, codecs } = json;
  const stored = json.chunk_grid.configuration.chunk_shape;
  const at = codecs.findIndex(({ name }) => name === 'sharding_indexed');
  // What comes before it changes values, chunk by chunk as well as shard by shard; what comes after packs whole shards.
  if (at >= 0 && at < codecs.length - 1) throw new Error('packs whole shards, which is not read');
  if (codecs.slice(0, Math.max(at, 0)).some(({ name }) => !BY_VALUE.has(name))) {
    throw new Error('turns whole shards, which is not read');
  }
  const shards = at >= 0 ? shardingSchema.safeParse(codecs[at]!.configuration) : null;
  if (shards && !shards.success) throw new Error(`has shards that are not read (${issueOf(shards.error)})`);
  const chunk = shards?.data.chunk_shape ?? stored;
  if (shards && stored.some((side, axis) => side % (chunk[axis] ?? 0) !== 0)) {
    throw new Error(`has shards of ${stored.join(' x ')} that its chunks of ${chunk.join(' x ')} do not fill`);
  }
  const separator = keys.configuration?.separator ?? (keys.name === 'default' ? '/' : '.');
  return {
    version: 3,
    shape: json.shape,
    chunk,
    type: json.data_type,
    bytesPerElement: sizeOf(json.data_type),
    fill: fillOf(json.fill_value),
    sharding: shards && {
      counts: stored.map((side, axis) => side / chunk[axis]!),
      indexCodecs: shards.data.index_codecs,
      indexAtEnd: shards.data.index_location === 'end',
    },
    keyOf: (place) => (keys.name === 'default' ? ['c', ...place] : place).join(separator),
    oneChunk: {
      ...json,
      shape: chunk,
      chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
      chunk_key_encoding: { name: 'v2', configuration: { separator: '.' } },
      codecs: shards ? [...codecs.slice(0, at), ...shards.data.codecs] : codecs,
      attributes: {},
    },
  };
}

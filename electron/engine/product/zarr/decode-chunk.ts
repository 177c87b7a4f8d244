import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { open, registry } from 'zarrita';
import { codecsOf, largestUnpacked, refuseBomb } from './unpacked-size.ts';

/** Values as an array of Zarr declares them. */
export type ZarrValues =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

/** A chunk as it is stored, and what is needed to unpack it. Crosses to a worker. */
export interface PackedChunk {
  /** Metadata of an array that is this chunk: see `ZarrArrayMetadata.oneChunk`. */
  readonly oneChunk: object;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Unpacks a chunk: values row by row, first axis outermost.
 *
 * @throws Error in words that continue "CHUNK ..."
 */
export async function decodeChunk({ oneChunk, shape, bytes }: PackedChunk): Promise<ZarrValues> {
  const count = shape.reduce((product, side) => product * side, 1);
  refuseBomb(oneChunk, bytes, count);
  makeStrict(count);
  const isV2 = (oneChunk as { zarr_format?: unknown }).zarr_format === 2;
  const metadata = new TextEncoder().encode(JSON.stringify(oneChunk));
  const store = {
    get: (key: string) => (/\.zattrs$/.test(key) ? undefined : /(\.zarray|zarr\.json)$/.test(key) ? metadata : bytes),
  };
  const array = await (isV2 ? open.v2 : open.v3)(store, { kind: 'array' });
  const { data, stride } = await array.getChunk(shape.map(() => 0)).catch((cause: unknown) => {
    throw new Error(`cannot be unpacked (${reasonOf(cause)})`, { cause });
  });
  const values = data as ZarrValues;
  if (values.length !== count) throw new Error(`holds ${values.length} values where ${count} are expected`);
  return inRows(values, shape, stride);
}

/** The first codec of an array's chunks that nobody here can undo; null where all can be. */
export function unknownCodec(oneChunk: object): string | null {
  return codecsOf(oneChunk).find((name) => !registry.has(name) && !registry.has(`numcodecs.${name}`)) ?? null;
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return (inner instanceof Error ? inner.message : String(inner)).slice(0, 120);
}

/** Values in the order of the last axis first, whatever their own (`order: F`, codec `transpose`). */
function inRows(values: ZarrValues, shape: readonly number[], stride: readonly number[]): ZarrValues {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1)!];
  const [down, across] = [stride.at(-2) ?? columns, stride.at(-1)!];
  if (across === 1 && (shape.length === 1 || down === columns)) return values;
  if (shape.length !== 2) throw new Error('has an order of its axes that is not read');
  const out = values.slice() as Exclude<ZarrValues, BigInt64Array | BigUint64Array>;
  const from = values as typeof out;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) out[row * columns + column] = from[row * down + column * across]!;
  return out;
}

let mostBytes = 0;
let isStrict = false;
/** Reversed polynomial of CRC-32C (RFC 3720). */
const CASTAGNOLI = 0x82f63b78;
const CHECKSUM_BYTES = 4;

/** zarrita inflates without end and passes over checksums: codecs that do not take the place of its own. */
function makeStrict(count: number): void {
  mostBytes = largestUnpacked(count);
  if (isStrict) return;
  isStrict = true;
  const inflateWith = (unpack: Unpack) => async (bytes: Uint8Array) =>
    new Uint8Array(await unpack(bytes, { maxOutputLength: mostBytes }));
  register('gzip', inflateWith(promisify(gunzip) as Unpack));
  register('zlib', inflateWith(promisify(inflate) as Unpack));
  register('crc32c', withoutChecksum);
}

type Unpack = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

function register(name: string, decode: (bytes: Uint8Array) => Promise<Uint8Array>): void {
  const codec = {
    kind: 'bytes_to_bytes' as const,
    encode: refuse,
    decode,
    computeEncodedSize: (size: number) => size + (name === 'crc32c' ? CHECKSUM_BYTES : 0),
  };
  const entry = async () => ({ kind: 'bytes_to_bytes' as const, fromConfig: () => codec });
  registry.set(name, entry).set(`numcodecs.${name}`, entry);
}

async function withoutChecksum(bytes: Uint8Array): Promise<Uint8Array> {
  const end = bytes.length - CHECKSUM_BYTES;
  const stated = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end, true);
  const content = bytes.subarray(0, end);
  const { createCRC32 } = await import('hash-wasm');
  const sum = (await createCRC32(CASTAGNOLI)).init().update(content).digest('hex');
  if (Number.parseInt(sum, 16) !== stated) throw new Error('its checksum is wrong');
  return content;
}

function refuse(): never {
  throw new Error('Nothing is packed here.');
}

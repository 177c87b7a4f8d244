import { MAX_CHUNK_BYTES } from './array-metadata.ts';

const COMPRESSORS = new Set(['blosc', 'zstd', 'gzip', 'zlib', 'lz4']);
const ZSTD_MAGIC = 0xfd2fb528;
/** The widest element that a chunk may have before it is made what its array declares. */
const WIDEST_ELEMENT = 8;

/** Names of the codecs of a chunk, of version 2 or 3, in the order in which they were applied. */
export function codecsOf(oneChunk: object): readonly string[] {
  const { codecs, filters, compressor } = oneChunk as {
    readonly codecs?: readonly { readonly name: string }[];
    readonly filters?: readonly { readonly id: string }[] | null;
    readonly compressor?: { readonly id: string } | null;
  };
  const names =
    codecs?.map(({ name }) => name) ?? [...(filters ?? []), ...(compressor ? [compressor] : [])].map(({ id }) => id);
  return names.map((name) => name.replace(/^numcodecs\./, ''));
}

/** The most bytes that a chunk of `count` elements may come to. */
export function largestUnpacked(count: number): number {
  return Math.min(count * WIDEST_ELEMENT, MAX_CHUNK_BYTES) + 4096;
}

/**
 * Holds what a packed chunk says that it comes to against what its array expects, before it is unpacked.
 *
 * @throws Error in words that continue "CHUNK ..."
 */
export function refuseBomb(oneChunk: object, bytes: Uint8Array, count: number): void {
  const packers = codecsOf(oneChunk).filter((name) => COMPRESSORS.has(name));
  if (packers.length > 1)
    throw new Error(`is packed ${packers.length} times (${packers.join(', ')}), which is not read`);
  const stated = packers[0] === undefined ? bytes.length : statedSize(packers[0], bytes);
  if (stated === null || stated <= largestUnpacked(count)) return;
  throw new Error(`would come to ${stated} bytes where ${count} values are expected`);
}

/** Bytes that a packed piece says that it comes to; null where it does not say. */
function statedSize(codec: string, bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (codec === 'blosc') {
    // Blosc 1: version, version of the codec, flags, element size; bytes unpacked, of a block, packed.
    if (bytes.length < 16 || view.getUint32(12, true) > bytes.length) throw new Error('is truncated');
    return view.getUint32(4, true);
  }
  if (codec === 'lz4') {
    if (bytes.length < 4) throw new Error('is truncated');
    return view.getUint32(0, true);
  }
  return codec === 'zstd' ? zstdSize(view) : null;
}

/** Size of the content in the header of a Zstandard frame (RFC 8878, 3.1.1.1). */
function zstdSize(view: DataView): number | null {
  if (view.byteLength < 6) throw new Error('is truncated');
  if (view.getUint32(0, true) !== ZSTD_MAGIC) throw new Error('is no Zstandard frame');
  const descriptor = view.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const flag = descriptor >> 6;
  const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  const length = flag === 0 ? (isSingle ? 1 : 0) : 2 ** flag;
  if (at + length > view.byteLength) throw new Error('is truncated');
  if (length === 0) return null;
  if (length === 1) return view.getUint8(at);
  if (length === 2) return view.getUint16(at, true) + 256;
  return length === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

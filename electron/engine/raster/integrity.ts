import { createHash, getHashes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ByteSource } from '../core/bytes.ts';
import { inTurn } from '../core/in-turn.ts';
import { type Checksum, hexOfCrc32 } from '../product/checksums.ts';
import type { RasterFile } from '../product/types.ts';

/** Whether a file's bytes are those that it was delivered with; `unknown` where no checksum came with it. */
export type Integrity = 'intact' | 'altered' | 'unknown';

interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/**
 * Node's own takes 0.6 of the time; the cryptography that Electron brings knows no SHA-3, for which there is WebAssembly.
 * @param own what the runtime knows itself
 */
export async function hasherFor(
  algorithm: Checksum['algorithm'],
  own: readonly string[] = getHashes(),
): Promise<Hasher> {
  if (algorithm === 'crc32') return crc32Hasher();
  if (own.includes(algorithm)) {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
  }
  const { createMD5, createSHA3 } = await import('hash-wasm');
  const hash = (await (algorithm === 'md5' ? createMD5() : createSHA3(256))).init();
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

function crc32Hasher(): Hasher {
  let sum = 0;
  return {
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    digest: () => hexOfCrc32(sum),
  };
}

/** Pieces in which a file is read and added up: three milliseconds each. */
const PIECE_BYTES = 2 ** 20;

/** Adds up the bytes of a file and compares. One file at a time, so that the first is soon done. */
export async function integrityOf(file: RasterFile, source: ByteSource): Promise<Integrity> {
  if (source.isAltered) return 'altered';
  const checksum = await file.checksum?.();
  if (!checksum) return 'unknown';
  return inTurn('checksums', async () => {
    const hash = await hasherFor(checksum.algorithm);
    for (let at = 0; at < source.size; at += PIECE_BYTES)
      hash.update(await source.read(at, Math.min(PIECE_BYTES, source.size - at)));
    return hash.digest() === checksum.digest ? 'intact' : 'altered';
  });
}

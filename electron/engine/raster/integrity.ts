import { createMD5, createSHA3, type IHasher } from 'hash-wasm';
import type { ByteSource } from '../core/bytes.ts';
import { inTurn } from '../core/in-turn.ts';
import type { Checksum } from '../product/checksums.ts';
import type { RasterFile } from '../product/types.ts';

/** Whether a file's bytes are those that it was delivered with; `unknown` where no checksum came with it. */
export type Integrity = 'intact' | 'altered' | 'unknown';

/** In WebAssembly, since the cryptography that Electron brings knows no SHA-3. */
const HASHERS: Readonly<Record<Checksum['algorithm'], () => Promise<IHasher>>> = {
  md5: createMD5,
  'sha3-256': () => createSHA3(256),
};

/** Pieces in which a file is read and added up: three milliseconds each. */
const PIECE_BYTES = 2 ** 20;

/** Adds up the bytes of a file and compares. One file at a time, so that the first is soon done. */
export async function integrityOf(file: RasterFile, source: ByteSource): Promise<Integrity> {
  const checksum = await file.checksum?.();
  if (!checksum) return 'unknown';
  return inTurn('checksums', async () => {
    const hash = (await HASHERS[checksum.algorithm]()).init();
    for (let at = 0; at < source.size; at += PIECE_BYTES)
      hash.update(await source.read(at, Math.min(PIECE_BYTES, source.size - at)));
    return hash.digest() === checksum.digest ? 'intact' : 'altered';
  });
}

import type { ByteSource } from '../core/bytes.ts';
import { baseName, type FileEntry, mapFiles } from './files.ts';
import type { ProductWarning } from './types.ts';

/** Pieces that are looked at, from the end on; the last tenth of a file is zeros where the first of them are. */
const PIECES = 20;
const PIECE_BYTES = 4096;
const NOTABLE_PIECES = 2;

/**
 * Whether a file ends in zeros, as one does whose room was taken before it was downloaded or copied, and that never came
 * whole: what is missing reads as no data, and no size tells of it.
 * @returns a warning in words; none where less than a tenth is zeros, or the file is small
 */
export async function zeroTailNotes(source: ByteSource, file: string): Promise<readonly string[]> {
  if (source.size < PIECES * PIECE_BYTES) return [];
  const isZero = async (piece: number): Promise<boolean> => {
    const end = Math.floor((source.size * (PIECES - piece)) / PIECES);
    const bytes = await source.read(end - PIECE_BYTES, PIECE_BYTES);
    return bytes.every((byte) => byte === 0);
  };
  let zeros = 0;
  while (zeros < PIECES && (await isZero(zeros))) zeros++;
  if (zeros < NOTABLE_PIECES) return [];
  const share = Math.round((100 * (zeros - 1)) / PIECES);
  return [
    `The last ${share} % or more of the bytes of ${file} are zeros, and there the mask is missing, or made without it: the file may not have come whole. Copy or download it again, and compare checksums; where it has no data there, all is well.`,
  ];
}

/** Warnings of the same for band files, those alone that can be read anywhere without more ado. */
export async function zeroTailWarnings(entries: readonly FileEntry[]): Promise<ProductWarning[]> {
  const near = entries.filter(({ randomAccess }) => randomAccess);
  const found = await mapFiles(near, async (entry) => {
    const source = await entry.open().catch(() => null);
    if (source === null) return [];
    const notes = await zeroTailNotes(source, baseName(entry.path)).finally(() => source.close());
    return notes.map((message): ProductWarning => ({ code: 'band-unreadable', message, file: entry.path }));
  });
  return found.flat();
}

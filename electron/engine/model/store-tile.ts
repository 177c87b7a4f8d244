import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';
import { replaceFile } from '../core/disk.ts';
import { RasterError } from '../core/errors.ts';
import { OWNER } from '../core/owner.ts';
import { halvePlanes, type Planes } from './pyramid.ts';
import { COARSEST_LEVEL } from './tiling.ts';

// A tile file: magic, then the byte length of every level, then the levels, finest first, each compressed by zlib,
// whose checksum tells damage.

const MAGIC = Buffer.from('NPT1');
const LEVELS = COARSEST_LEVEL + 1;
const HEADER_BYTES = MAGIC.length + 4 * LEVELS;

const deflateAsync = promisify(deflate);
const inflateAsync = promisify(inflate);

/** Probabilities are noise or flat: looking for runs alone takes 0.6 of the time and 1.05 of the room. */
const DEFLATE = { level: 1, strategy: constants.Z_RLE } as const;
/** In larger pieces than zlib's usual 16 kB, each of which is a way to another thread and back: a third less time. */
const MOST_CHUNK_BYTES = 2 ** 20;
/** Smallest piece that zlib takes for its output; a piece that all fits into is not copied again. */
const MIN_CHUNK_BYTES = 64;

let written = 0;

/** A tile and its pyramid as the bytes of its file. */
export async function encodeTile(tile: Planes): Promise<Buffer> {
  const compressing: Promise<Buffer>[] = [];
  let level = tile;
  for (let index = 0; index < LEVELS; index++) {
    if (index > 0) level = halvePlanes(level);
    const chunkSize = Math.max(Math.min(level.planes.length, MOST_CHUNK_BYTES), MIN_CHUNK_BYTES);
    compressing.push(deflateAsync(level.planes, { ...DEFLATE, chunkSize }));
  }
  const blobs = await Promise.all(compressing);
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  for (const [index, blob] of blobs.entries()) header.writeUInt32LE(blob.length, MAGIC.length + 4 * index);
  return Buffer.concat([header, ...blobs]);
}

/** Writes a file whole: under `path` there is all of it or, as before, nothing or its older content. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await replaceFile(path, bytes, `${path}.${OWNER}-${written++}.tmp`);
}

/** Whether a tile file is there and as long as its header says. */
export async function isWholeTile(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => null);
  if (!handle) return false;
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return false;
    return (await handle.stat()).size === blobOffset(header, LEVELS);
  } finally {
    await handle.close();
  }
}

/**
 * Reads one level of a tile of `width` x `height` pixels at full resolution, from its file or from the bytes of one.
 * @throws RasterError when the file is damaged.
 */
export async function readTile(
  path: string,
  kept: Buffer | undefined,
  width: number,
  height: number,
  level: number,
): Promise<Planes> {
  const size = { width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) };
  try {
    const blob = kept
      ? kept.subarray(blobOffset(kept, level), blobOffset(kept, level + 1))
      : await readBlob(path, level);
    const room = 4 * size.width * size.height + 1;
    const planes = await inflateAsync(blob, { maxOutputLength: room, chunkSize: Math.max(room, MIN_CHUNK_BYTES) });
    if (planes.length !== 4 * size.width * size.height)
      throw new RangeError(`it holds ${planes.length} values, ${4 * size.width * size.height} are wanted`);
    return { ...size, planes };
  } catch (cause) {
    throw new RasterError(`The stored probabilities ${path} are damaged: ${(cause as Error).message}.`, {
      file: path,
      remedy: 'Compute the mask again; only the damaged tile is redone.',
      cause,
    });
  }
}

/** One level's bytes: a coarse one is a hundredth of the file. */
async function readBlob(path: string, level: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await handle.read(header, 0, HEADER_BYTES, 0);
    const offset = blobOffset(header, level);
    const length = Math.min(blobOffset(header, level + 1), (await handle.stat()).size) - offset;
    if (length <= 0) throw new RangeError('it ends before that level');
    const blob = Buffer.alloc(length);
    await handle.read(blob, 0, length, offset);
    return blob;
  } finally {
    await handle.close();
  }
}

function blobOffset(header: Buffer, level: number): number {
  let offset = HEADER_BYTES;
  for (let index = 0; index < level; index++) offset += header.readUInt32LE(MAGIC.length + 4 * index);
  return offset;
}

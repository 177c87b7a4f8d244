import { type FileHandle, writeFile } from 'node:fs/promises';
import { NephoscopeError, RasterError } from '../../core/errors.ts';
import type { Window } from '../../core/grid.ts';
import type { TileDecoder } from '../../jpeg2000/tile-decoder.ts';
import { readExactly } from '../../product/byte-source.ts';
import type { RasterFile } from '../../product/types.ts';
import { scratchFiles, withRoom } from '../../product/zip-scratch.ts';
import type { UnpackTask } from '../zarr-chunk.worker.ts';

/** Samples of an unpacked chunk that are kept in memory; a larger chunk goes to a temporary file. */
const MOST_IN_MEMORY = 8 * 2 ** 20;

/** Unpacked chunks of one array. */
export interface ChunkRasters {
  /** Size of a chunk in pixels; those at the edges have padding beyond the array. */
  readonly width: number;
  readonly height: number;
  /**
   * Samples of a window that lies in the chunk at a place, row by row; null where the chunk is not stored.
   * @throws RasterError where it is damaged, CancelledError
   */
  read(
    place: readonly [row: number, column: number],
    window: Window,
    signal?: AbortSignal,
  ): Promise<Uint16Array | null>;
  close(): Promise<void>;
}

let opened = 0;

/**
 * Unpacks chunks in the decoding workers, each once: into the cache of decoded tiles, or, where an array is one large
 * chunk, into a file without a name that lasts as long as the raster is open.
 *
 * @param mostInMemory samples of a chunk
 */
export function chunkRasters(
  { path, zarr, toDn }: RasterFile,
  decoder: TileDecoder,
  mostInMemory: number = MOST_IN_MEMORY,
): ChunkRasters {
  const { chunks, values } = zarr!;
  const [height, width] = chunks.metadata.chunk as [number, number];
  const id = `zarr/${++opened}`;
  const isLarge = width * height > mostInMemory;
  const scratch = scratchFiles();
  const spooled = new Map<string, Promise<FileHandle | null>>();

  const damaged = (place: readonly number[], reason: string, cause?: unknown) =>
    new RasterError(`Chunk ${place.join('.')} of ${path} ${reason}.`, {
      remedy: 'The product is damaged; download it again.',
      cause,
    });

  async function packed(place: readonly [number, number]): Promise<Uint8Array | null> {
    try {
      return await chunks.read(place);
    } catch (cause) {
      throw cause instanceof NephoscopeError
        ? damaged(place, `cannot be read: ${cause.message.replace(/\.$/, '')}`, cause)
        : cause;
    }
  }

  async function unpack(place: readonly [number, number], signal?: AbortSignal): Promise<Uint16Array | null> {
    const key = `${id}/${place.join('.')}`;
    const found = decoder.has(key) ? undefined : await packed(place);
    if (found === null) return null;
    const load = async () => {
      const bytes = found ?? (await packed(place)) ?? new Uint8Array();
      const { oneChunk, chunk: shape } = chunks.metadata;
      const task: UnpackTask = {
        kind: 'unpack',
        oneChunk,
        shape,
        bytes,
        toDn: values === 'dn' ? (toDn ?? null) : null,
      };
      return { task, transfer: [bytes.buffer as ArrayBuffer] };
    };
    const bytes = await decoder.piece(
      { key, worker: 'zarr-chunk', isKept: !isLarge, load, failure: (reason) => damaged(place, reason) },
      signal,
    );
    return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  }

  /** Not cancelled by whoever asked first: others wait for it, too. */
  async function spool(place: readonly [number, number]): Promise<FileHandle | null> {
    const samples = await unpack(place);
    if (samples === null) return null;
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    return withRoom(path, bytes.length, () => scratch.store((target) => writeFile(target, bytes)));
  }

  return {
    width,
    height,
    async read(place, window, signal) {
      if (!isLarge) {
        const samples = await unpack(place, signal);
        return samples && cut(samples, width, window);
      }
      const key = place.join('.');
      const file = spooled.get(key) ?? spool(place);
      spooled.set(key, file);
      file.catch(() => spooled.delete(key));
      const handle = await file;
      if (!handle) return null;
      const rows = await readExactly(handle, path, window.row * width * 2, window.height * width * 2);
      return cut(new Uint16Array(rows.buffer), width, { ...window, row: 0 });
    },
    close: () => scratch.close(),
  };
}

function cut(samples: Uint16Array, across: number, { column, row, width, height }: Window): Uint16Array {
  const out = new Uint16Array(width * height);
  for (let line = 0; line < height; line++) {
    const from = (row + line) * across + column;
    out.set(samples.subarray(from, from + width), line * width);
  }
  return out;
}

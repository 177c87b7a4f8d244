import { open } from 'node:fs/promises';
import { aboutFile } from '../../engine/core/disk.ts';
import type { Grid } from '../../engine/core/grid.ts';
import { type CanvasLayout, END_OF_CODESTREAM, mainHeader, type TilePart } from './assemble.ts';
import { jp2Head } from './jp2.ts';

/** Writes the tiles of one JP2 file in their order, whatever order they come in. */
export interface Jp2Writer {
  put(part: TilePart): Promise<void>;
  /** Ends the file; throws when tiles are missing. */
  finish(): Promise<void>;
  /** Closes the file as it is. */
  close(): Promise<void>;
}

/** Number of tiles of a canvas along one axis. */
export function tilesAlong(pixels: number, tileSize: number): number {
  return Math.ceil(pixels / tileSize);
}

export async function createJp2Writer(path: string, layout: CanvasLayout, grid: Grid): Promise<Jp2Writer> {
  const head = jp2Head(layout, grid);
  const codestreamBox = head.length - 8;
  const tiles = tilesAlong(layout.width, layout.tileSize) * tilesAlong(layout.height, layout.tileSize);
  const waiting = new Map<number, TilePart>();
  const handle = await open(path, 'w');
  let next = 0;
  let position = 0;
  let queue = Promise.resolve();

  // A disk that is nearly full takes a part of the bytes and says so.
  const writeAt = async (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; ) {
      const written = await handle.write(bytes, done, bytes.length - done, at + done).catch((error: unknown) => {
        throw aboutFile(error, path);
      });
      done += written.bytesWritten;
    }
  };
  const append = async (bytes: Uint8Array) => {
    await writeAt(bytes, position);
    position += bytes.length;
  };
  const drain = async () => {
    for (let part = waiting.get(next); part; part = waiting.get(next)) {
      waiting.delete(next);
      if (next === 0) await append(Buffer.concat([head, mainHeader(layout, part.coding)]));
      await append(part.bytes);
      next++;
    }
  };
  return {
    put(part) {
      waiting.set(part.tile, part);
      queue = queue.then(drain);
      return queue;
    },
    async finish() {
      await queue;
      if (next !== tiles) throw new Error(`${path}: ${next} of ${tiles} tiles were written.`);
      await append(END_OF_CODESTREAM);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(position - codestreamBox, 0);
      await writeAt(length, codestreamBox);
      await handle.close();
    },
    async close() {
      await queue.catch(() => undefined);
      await handle.close().catch(() => undefined);
    },
  };
}

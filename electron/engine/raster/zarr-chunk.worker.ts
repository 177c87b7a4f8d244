import { Tinypool } from 'tinypool';
import { limitHeaps } from '../jpeg2000/heap-limit.ts';
import { storedToDn } from '../product/stored-values.ts';
import type { StoredToDn } from '../product/types.ts';
import { decodeChunk, type PackedChunk } from '../product/zarr/decode-chunk.ts';
import { halve, type Plane } from './zarr/halve.ts';

/** Unpacks a chunk to DN, or to codes as they are. */
export interface UnpackTask extends PackedChunk {
  readonly kind: 'unpack';
  readonly toDn: StoredToDn | null;
}

/** Halves a tile of DN so many times. */
export interface HalveTask {
  readonly kind: 'halve';
  readonly samples: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly reduce: number;
}

limitHeaps();

/** Bytes of 16-bit samples in the machine's order. Never throws: what goes wrong is in the reply. */
export default async function work(task: UnpackTask | HalveTask): Promise<Uint8Array | { readonly error: string }> {
  try {
    const samples = task.kind === 'unpack' ? await unpack(task) : halved(task);
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    return Tinypool.move(bytes) as unknown as Uint8Array;
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function unpack({ toDn, ...chunk }: UnpackTask): Promise<Uint16Array> {
  const values = await decodeChunk(chunk);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) throw new Error('holds 64-bit values');
  if (values instanceof Uint16Array && !toDn) return values.byteOffset === 0 ? values : values.slice();
  return toDn ? storedToDn(values, null, null, toDn) : Uint16Array.from(values);
}

function halved({ samples, width, height, reduce }: HalveTask): Uint16Array {
  let plane: Plane = { samples: Int32Array.from(samples), width, height };
  for (let k = 0; k < reduce; k++) plane = halve(plane);
  return Uint16Array.from(plane.samples, (value) => Math.min(65_535, Math.max(0, value)));
}

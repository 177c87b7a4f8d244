import { intersectWindows, type Window } from '../core/grid.ts';
import { takeSampleRoom } from '../core/sample-rooms.ts';
import type { MainHeader } from './codestream.ts';

/** Samples as decoded: 8 bits and fewer, 9 to 16 bits, 9 to 16 signed bits. */
export type Samples = Uint8Array | Uint16Array | Int16Array;

/** Bytes that a decoded pixel has, all components. */
export function bytesPerPixel(header: MainHeader): number {
  return header.components * (header.bitDepth > 8 ? 2 : 1);
}

/** Decoded bytes as numbers. */
export function asSamples(bytes: Uint8Array<ArrayBuffer>, header: MainHeader): Samples {
  if (header.bitDepth <= 8) return bytes;
  const Type = header.signed ? Int16Array : Uint16Array;
  return new Type(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}

/** Room for samples, zero. */
export function emptySamples(header: MainHeader, length: number): Samples {
  if (header.bitDepth <= 8) return new Uint8Array(length);
  return header.signed ? new Int16Array(length) : takeSampleRoom(length);
}

/** Samples and where they lie, in pixels of the reduced image. */
interface Placed {
  readonly samples: Samples;
  readonly window: Window;
}

/** Copies what a tile shares with a window; one component of several where `component` says which. */
export function copyShared(tile: Placed, target: Placed, components: number, component: number | undefined): void {
  const { samples, window: at } = tile;
  const { samples: out, window } = target;
  const shared = intersectWindows(at, window);
  if (!shared) return;
  for (let row = shared.row; row < shared.row + shared.height; row++) {
    const from = (row - at.row) * at.width + shared.column - at.column;
    const to = (row - window.row) * window.width + shared.column - window.column;
    if (component === undefined || components === 1)
      out.set(samples.subarray(from * components, (from + shared.width) * components), to * components);
    else for (let i = 0; i < shared.width; i++) out[to + i] = samples[(from + i) * components + component]!;
  }
}

import { expect } from 'vitest';

/**
 * Planes of a million pixels are compared by their bytes: one after the other, as `toEqual` does by itself, takes seconds.
 * Where the bytes differ it decides as ever, so that a NaN is a NaN.
 */
function haveSameBytes(a: unknown, b: unknown): boolean | undefined {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.constructor !== b.constructor) return undefined;
  const bytes = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return a.byteLength === b.byteLength && Buffer.compare(bytes(a), bytes(b)) === 0 ? true : undefined;
}

expect.addEqualityTesters([haveSameBytes]);

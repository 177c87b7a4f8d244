const MAX_HEAP_BYTES = 768 * 2 ** 20;

let isLimited = false;

/**
 * Keeps programs in WebAssembly of this thread from more than 768 MiB. OpenJPEG and the codecs of Zarr may grow to 2 GiB by
 * themselves; they take a refusal as "out of memory" and report that.
 */
export function limitHeaps(): void {
  if (isLimited) return;
  isLimited = true;
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65536 > MAX_HEAP_BYTES) throw new RangeError('WASM heap limit');
    return grow.call(this, pages);
  };
}

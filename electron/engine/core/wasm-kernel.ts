/** What each kernel of ours in WebAssembly has (`build/kernel.mjs` builds them). */
export interface WasmKernel {
  readonly memory: WebAssembly.Memory;
  /** The first byte of the memory that is nobody's. */
  free(): number;
}

const PAGE = 65536;

/** Starts kernels of a program, each with a memory of its own; the program is compiled for the first. */
export function kernelStarter<T extends WasmKernel>(base64: string): () => T {
  let program: WebAssembly.Module | null = null;
  return () => {
    program ??= new WebAssembly.Module(Buffer.from(base64, 'base64'));
    return new WebAssembly.Instance(program).exports as unknown as T;
  };
}

/** The memory of a kernel, grown to at least so many bytes: views of it from before may be of no use then. */
export function memoryOf({ memory }: WasmKernel, bytes: number): ArrayBuffer {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return memory.buffer;
}

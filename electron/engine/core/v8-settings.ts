import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * By how much of its own size V8's heap grows before all of it is looked through again. V8 counts the bytes of buffers, of
 * which decoding makes and drops gigabytes, against a limit that it derives from the objects beside them, some 30 MB: a
 * scene's mask was interrupted 160 times to find next to nothing, a tenth of its processor time. Now it is a third as often,
 * for about 100 MB.
 */
const HEAP_GROWTH_PERCENT = 200;
/**
 * About how many bytes of code a function in WebAssembly runs before V8 optimises it; ten times what is usual. Thousands of
 * GDAL's functions run for a moment, and optimising them costs more than they do: 7 % of a preview's processor time when it was written by GDAL. Those
 * of the decoder get there within milliseconds all the same.
 */
const WASM_BUDGET = 20_000_000;
/**
 * Bytes of bytecode that a function of JavaScript runs before V8 optimises it; four times what is usual. A mask takes seconds, in
 * which some two hundred functions got there that had little left to do: 8 % of a preview's processor time. Loops over
 * pixels get there within milliseconds all the same.
 */
const INTERRUPT_BUDGET = 540_672;

let isSet = false;

/** Settings of V8 for programs that decode: of the whole process, and of what it compiles from then on. */
export function tuneV8(): void {
  if (isSet) return;
  isSet = true;
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  setFlagsFromString(`--wasm-tiering-budget=${WASM_BUDGET}`);
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  // GDAL has 28 MB of functions, of which a file calls few: each is looked through when it is first called, not all at the start.
  setFlagsFromString('--wasm-lazy-validation');
}

let collect: (() => void) | undefined;

/** Of a larger raster, what decoding has dropped is as much as its mask and its file need; of a part or a preview it is little. */
const LARGE_PIXELS = 2 ** 23;

/**
 * Gives back what this thread has dropped, in some 30 ms: between stages that each take much memory, since V8 lets as much again as is held
 * be dropped before it looks. It has no other way to be asked.
 * @param raster that the stages are about; nothing is done for a small one
 */
export function collectGarbage({ width, height }: { readonly width: number; readonly height: number }): void {
  if (width * height <= LARGE_PIXELS) return;
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collect();
}

import { PROBABILITY_PLANES } from '../core/classes.ts';
import { kernelStarter, memoryOf, type WasmKernel } from '../core/wasm-kernel.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';

/** Planar probabilities, as in `ProbabilityRaster`. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array;
}

interface KernelExports extends WasmKernel {
  halve(planes: number, columns: number, rows: number, halved: number): void;
}

const PLANES = PROBABILITY_PLANES.length;
/** Bytes of probabilities that are halved in one go. */
const BYTES_IN_A_GO = 2 ** 17;

const start = kernelStarter<KernelExports>(KERNEL_BYTES);
let started: KernelExports | null = null;

/**
 * Halves the resolution: each pixel is the mean of the observed ones among the 2 x 2 below it, four zeros where none
 * is; an observed pixel whose means are all 0 has 1 as its first. An odd last column or row is averaged over what there is.
 */
export function halvePlanes(source: Planes): Planes {
  const width = Math.ceil(source.width / 2);
  const height = Math.ceil(source.height / 2);
  const target = { width, height, planes: new Uint8Array(PLANES * width * height) };
  const rowsInAGo = 2 * Math.ceil(BYTES_IN_A_GO / (2 * PLANES * source.width));
  for (let row = 0; row < source.height; row += rowsInAGo)
    halveStrip(source, target, row, Math.min(rowsInAGo, source.height - row));
  return target;
}

/** Halves `rows` rows from an even one on. */
function halveStrip(source: Planes, target: Planes, row: number, rows: number): void {
  started ??= start();
  const { free, halve } = started;
  const bytes = source.width * rows;
  const halvedBytes = target.width * Math.ceil(rows / 2);
  const at = free();
  const to = at + PLANES * bytes;
  const room = new Uint8Array(memoryOf(started, to + PLANES * halvedBytes));
  for (let plane = 0; plane < PLANES; plane++) {
    const from = (plane * source.height + row) * source.width;
    room.set(source.planes.subarray(from, from + bytes), at + plane * bytes);
  }
  halve(at, source.width, rows, to);
  for (let plane = 0; plane < PLANES; plane++) {
    const from = to + plane * halvedBytes;
    target.planes.set(room.subarray(from, from + halvedBytes), (plane * target.height + row / 2) * target.width);
  }
}

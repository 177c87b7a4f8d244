import { PROBABILITY_PLANES } from '../core/classes.ts';
import type { Window } from '../core/grid.ts';
import { kernelStarter, memoryOf, type WasmKernel } from '../core/wasm-kernel.ts';
import { KERNEL_BYTES } from './tile-kernel-bytes.ts';

interface KernelExports extends WasmKernel {
  findSeen(
    ...numbers: [
      numbers: number,
      bands: number,
      bandBytes: number,
      across: number,
      width: number,
      rows: number,
      most: number,
      to: number,
    ]
  ): number;
  layRows(
    ...numbers: [
      numbers: number,
      across: number,
      rows: number,
      table: number,
      to: number,
      width: number,
      step: number,
      isBackward: number,
    ]
  ): void;
  roundRows(
    ...numbers: [
      from: number,
      planeBytes: number,
      width: number,
      rows: number,
      step: number,
      isBackward: number,
      valid: number,
      to: number,
    ]
  ): number;
}

const TABLE_BYTES = 4 * 65536;
const PLANES = PROBABILITY_PLANES.length;
/** Bytes that are copied into a kernel's memory in one go: they stay near the processor. */
const BYTES_IN_A_GO = 2 ** 17;

const start = kernelStarter<KernelExports>(KERNEL_BYTES);

/** One keeps a tensor in its memory; the other has in its own what is computed from one moment to the next. */
let keeping: KernelExports | null = null;
let passing: KernelExports | null = null;

function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Finds the pixels of a part of a tile at which no more than `most` bands have 0.
 * @param across columns of the tile
 * @returns 1 or 0 per pixel of the part, row by row, and how many are 1
 */
export function findObserved(
  bands: readonly Uint16Array[],
  across: number,
  part: Window,
  most: number,
): { readonly valid: Uint8Array; readonly count: number } {
  passing ??= start();
  const { free, findSeen } = passing;
  const valid = new Uint8Array(part.width * part.height);
  const rowsInAGo = Math.max(1, Math.floor(BYTES_IN_A_GO / (2 * across * Math.max(1, bands.length))));
  const from = free();
  const bandNumbers = across * rowsInAGo;
  const to = aligned(from + 2 * bandNumbers * bands.length);
  const buffer = memoryOf(passing, to + part.width * rowsInAGo);
  const room = new Uint16Array(buffer, from, bandNumbers * bands.length);
  const bytes = new Uint8Array(buffer);
  let count = 0;
  for (let row = 0; row < part.height; row += rowsInAGo) {
    const rows = Math.min(rowsInAGo, part.height - row);
    const begin = (part.row + row) * across;
    for (const [band, dn] of bands.entries()) room.set(dn.subarray(begin, begin + rows * across), band * bandNumbers);
    const first = from + 2 * part.column;
    count += findSeen(first, bands.length, 2 * bandNumbers, across, part.width, rows, most, to);
    valid.set(bytes.subarray(to, to + rows * part.width), row * part.width);
  }
  return { valid, count };
}

/** How the rows of a plane are laid. */
export interface Laying {
  /** Of the plane, and of the numbers. */
  readonly to: Size;
  readonly from: Size;
  /** Whether the first number of a row, and the first row, is laid last. */
  readonly isBackward: boolean;
  readonly isUpward: boolean;
}

/**
 * Room for a network's input, kept in the kernel's memory: what is laid there stays until the next room is made, which
 * takes the same memory, and there is no other copy of it.
 */
export function tensorRoom(values: number, numbersWidth: number) {
  keeping ??= start();
  const { memory, free, layRows } = keeping;
  const table = free();
  const numbersAt = table + TABLE_BYTES;
  const rowsInAGo = Math.max(1, Math.floor(BYTES_IN_A_GO / (2 * numbersWidth)));
  const tensorAt = aligned(numbersAt + 2 * numbersWidth * rowsInAGo);
  const data = new Float32Array(memoryOf(keeping, tensorAt + 4 * values), tensorAt, values);
  return {
    data,
    /**
     * Writes the values that a table of 65536 has for numbers, rows continued to the plane's width; rows that the plane
     * has beyond the numbers' are left as they are.
     * @param at index of the plane's first value
     */
    lay(numbers: Uint16Array, values: Float32Array, at: number, { to, from, isBackward, isUpward }: Laying): void {
      new Float32Array(memory.buffer, table, values.length).set(values);
      const step = (isUpward ? -4 : 4) * to.width;
      const first = tensorAt + 4 * (at + (isUpward ? (to.height - 1) * to.width : 0));
      const end = Math.min(from.height, to.height);
      const room = new Uint16Array(memory.buffer, numbersAt, from.width * rowsInAGo);
      for (let row = 0; row < end; row += rowsInAGo) {
        const rows = Math.min(rowsInAGo, end - row);
        room.set(numbers.subarray(row * from.width, (row + rows) * from.width));
        layRows(numbersAt, from.width, rows, table, first + row * step, to.width, step, isBackward ? 1 : 0);
      }
    },
  };
}

/**
 * Rounds a part of four planes of `size`: see `quantizeOutput`. Its rows are written backward, or the last one first,
 * as is asked.
 * @param valid a byte for each pixel of the part as it is written
 * @returns null where a valid pixel's probability is not a number
 */
export function roundPlanes(
  planes: Float32Array,
  size: Size,
  cut: Window,
  order: Pick<Laying, 'isBackward' | 'isUpward'>,
  valid: Uint8Array,
): Uint8Array | null {
  passing ??= start();
  const { free, roundRows } = passing;
  const found = new Uint8Array(PLANES * valid.length);
  const rowsInAGo = Math.max(1, Math.floor(BYTES_IN_A_GO / (4 * PLANES * size.width)));
  const from = free();
  const planeBytes = 4 * size.width * rowsInAGo;
  const validAt = from + PLANES * planeBytes;
  const to = aligned(validAt + rowsInAGo * cut.width);
  const buffer = memoryOf(passing, to + PLANES * rowsInAGo * cut.width);
  const room = new Float32Array(buffer, from, PLANES * size.width * rowsInAGo);
  const bytes = new Uint8Array(buffer);
  for (let row = 0; row < cut.height; row += rowsInAGo) {
    const rows = Math.min(rowsInAGo, cut.height - row);
    const line = order.isUpward ? cut.row + cut.height - row - rows : cut.row + row;
    for (let plane = 0; plane < PLANES; plane++) {
      const begin = (plane * size.height + line) * size.width;
      room.set(planes.subarray(begin, begin + rows * size.width), plane * size.width * rowsInAGo);
    }
    const pixels = rows * cut.width;
    bytes.set(valid.subarray(row * cut.width, row * cut.width + pixels), validAt);
    const first = from + 4 * (cut.column + (order.isUpward ? (rows - 1) * size.width : 0));
    const step = (order.isUpward ? -4 : 4) * size.width;
    if (roundRows(first, planeBytes, cut.width, rows, step, order.isBackward ? 1 : 0, validAt, to)) return null;
    for (let plane = 0; plane < PLANES; plane++)
      found.set(bytes.subarray(to + plane * pixels, to + (plane + 1) * pixels), plane * valid.length + row * cut.width);
  }
  return found;
}

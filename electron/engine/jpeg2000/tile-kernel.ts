import type { Window } from '../core/grid.ts';
import { kernelStarter, memoryOf, type WasmKernel } from '../core/wasm-kernel.ts';
import { KERNEL_BYTES } from './kernel-bytes.ts';
import type { KernelPlan } from './kernel-plan.ts';

interface KernelExports extends WasmKernel {
  decodePackets(
    ...numbers: [
      start: number,
      end: number,
      plan: number,
      rectangles: number,
      packets: number,
      plane: number,
      line: number,
    ]
  ): number;
  damagedBlocks(): number;
  synthesiseTile(plane: number, other: number, line: number, sizes: number, resolutions: number): number;
  cropSamples(
    ...numbers: [
      from: number,
      line: number,
      to: number,
      toLine: number,
      width: number,
      height: number,
      range: number,
      dark: number,
    ]
  ): number;
}

/** A tile that was decoded. */
export interface KernelTile {
  /** Row by row of the window; a view of the kernel's memory, until the next tile. */
  readonly samples: Uint16Array<ArrayBuffer>;
  /** Samples that are at most as bright as was asked. */
  readonly dark: number;
  /** Code-blocks whose end tells of damage: see `canCheckBlocks`. */
  readonly damagedBlocks: number;
}

/** Decodes tiles of lossless codestreams; null where packets are damaged. */
export type TileKernel = (
  packets: Uint8Array,
  plan: KernelPlan,
  options: { readonly bitDepth: number; readonly window: Window; readonly dark?: number },
) => KernelTile | null;

const start = kernelStarter<KernelExports>(KERNEL_BYTES);

/** Starts the kernel: a decoder of its own, since general ones spend most of their time between ESA's tiny code-blocks. */
export function startKernel(): TileKernel {
  const kernel = start();

  return (packets, plan, { bitDepth, window, dark = -1 }) => {
    const line = 4 * Math.ceil((plan.width + 4) / 16) * 16;
    let end = kernel.free();
    const take = (bytes: number): number => {
      const at = end;
      end += Math.ceil(bytes / 64) * 64;
      return at;
    };
    const source = take(packets.length + 16);
    const bands = take(plan.bands.byteLength);
    const rectangles = take(plan.rectangles.byteLength);
    const sizes = take(8 * plan.sizes.length);
    const plane = take(line * (plan.height + 1));
    const other = take(line * (plan.height + 1));
    const out = take(2 * window.width * window.height);
    const buffer = memoryOf(kernel, end);
    new Uint8Array(buffer, source, packets.length).set(packets);
    new Int32Array(buffer, bands, plan.bands.length).set(plan.bands);
    new Int32Array(buffer, rectangles, plan.rectangles.length).set(plan.rectangles);
    new Int32Array(buffer, sizes, 2 * plan.sizes.length).set(plan.sizes.flat());
    new Uint8Array(buffer, plane, line * plan.height).fill(0);
    const isRead = kernel.decodePackets(source, source + packets.length, bands, rectangles, plan.packets, plane, line);
    if (!isRead) return null;
    const damagedBlocks = kernel.damagedBlocks();
    const from = kernel.synthesiseTile(plane, other, line, sizes, plan.sizes.length);
    const first = from + window.row * line + 4 * window.column;
    const range = 2 ** bitDepth;
    const count = kernel.cropSamples(first, line, out, 2 * window.width, window.width, window.height, range, dark);
    return { samples: new Uint16Array(buffer, out, window.width * window.height), dark: count, damagedBlocks };
  };
}

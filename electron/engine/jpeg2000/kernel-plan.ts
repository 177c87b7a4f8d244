import { blocksOfPacket } from './blocks.ts';
import { type Bounds, type MainHeader, reducedBounds } from './codestream.ts';
import { listPackets } from './packets.ts';
import { canTrim, planesLeftOut } from './trim.ts';

/** What the kernel wants to know of a tile: see `kernel/packet.as`. */
export interface KernelPlan {
  readonly width: number;
  readonly height: number;
  /** Width and height of each resolution, coarsest first. */
  readonly sizes: readonly (readonly [number, number])[];
  readonly packets: number;
  /** For each packet the number of its sub-bands, and 17 numbers for each of them. */
  readonly bands: Int32Array;
}

export interface KernelPlanOptions {
  readonly reduce: number;
  readonly planes: number;
  /** On the reference grid after `reduce` halvings. */
  readonly wanted: Bounds;
}

const QCD = 0xff5c;
const MAX_BLOCK = 64;
const MAX_SIDE = 8192;
/** Samples beyond a rectangle that the synthesis of its samples takes, at each resolution. */
const REACH = 3;

/** Bit-planes of each sub-band's largest coefficient: LL, then HL, LH, HH of each resolution (ISO/IEC 15444-1, E.1). Null where steps are not told one by one. */
function magnitudeBits({ segments, coding }: MainHeader): readonly number[] | null {
  const segment = segments.find((bytes) => bytes[0]! * 256 + bytes[1]! === QCD);
  if (!segment || (segment[4]! & 31) !== 0) return null;
  const guard = segment[4]! >> 5;
  const exponents = [...segment.subarray(5, 6 + 3 * coding.levels)].map((byte) => byte >> 3);
  return exponents.length === 1 + 3 * coding.levels ? exponents.map((exponent) => exponent + guard - 1) : null;
}

/** Null where the kernel cannot decode a tile: see `canTrim`; sub-bands that begin at odd samples, large blocks. */
export function planKernel(
  header: MainHeader,
  tile: Bounds,
  { reduce, planes, wanted }: KernelPlanOptions,
): KernelPlan | null {
  const { levels, blockExponents } = header.coding;
  const packets = canTrim(header) ? listPackets(header, tile) : null;
  const bits = magnitudeBits(header);
  if (!packets || !bits || reduce > levels) return null;
  if (2 ** blockExponents.x > MAX_BLOCK || 2 ** blockExponents.y > MAX_BLOCK) return null;
  const finest = levels - reduce;
  const resolutions = Array.from({ length: finest + 1 }, (_, r) => reducedBounds(tile, levels - r));
  const sizes = resolutions.map(({ x0, y0, x1, y1 }) => [x1 - x0, y1 - y0] as const);
  const [width, height] = sizes[finest]!;
  if (resolutions.slice(1).some(({ x0, y0 }) => x0 % 2 !== 0 || y0 % 2 !== 0)) return null;
  if (sizes.some(([w, h]) => w < 1 || h < 1) || width > MAX_SIDE || height > MAX_SIDE) return null;

  const areas: Bounds[] = [];
  let area = wanted;
  for (let r = finest; r >= 0; r--) {
    areas[r] = { x0: area.x0 - REACH, y0: area.y0 - REACH, x1: area.x1 + REACH, y1: area.y1 + REACH };
    area = halved(areas[r]!);
  }
  const numbers: number[] = [];
  const used = packets.filter(({ resolution }) => resolution <= finest);
  for (const packet of used) {
    const r = packet.resolution;
    const all = blocksOfPacket(header, tile, packet);
    numbers.push(all.length);
    for (const [index, blocks] of all.entries()) {
      const [right, low] = r === 0 ? [0, 0] : [index !== 1 ? 1 : 0, index > 0 ? 1 : 0];
      const { x0, y0, x1, y1 } = resolutions[r]!;
      const of = (low: number, high: number, offset: number) =>
        r === 0 ? [low, high] : [Math.ceil((low - offset) / 2), Math.ceil((high - offset) / 2)];
      const [left, end] = of(x0, x1, right) as [number, number];
      const [top, bottom] = of(y0, y1, low) as [number, number];
      const part = r === 0 ? areas[0]! : halved(areas[r]!);
      const [smoothWidth, smoothHeight] = r === 0 ? [0, 0] : sizes[r - 1]!;
      numbers.push(
        ...[blocks.columns, blocks.rows, blocks.width, blocks.height],
        ...[blocks.firstColumn * blocks.width - left, blocks.firstRow * blocks.height - top],
        ...[end - left, bottom - top, right * smoothWidth, low * smoothHeight],
        r === 0 || index === 1 ? 0 : index === 0 ? 1 : 2,
        bits[r === 0 ? 0 : 1 + 3 * (r - 1) + index]!,
        r === 0 ? 0 : planesLeftOut(planes, finest - r, index === 2),
        ...[part.x0 - left, part.y0 - top, part.x1 - left, part.y1 - top],
      );
    }
  }
  return { width, height, sizes, packets: used.length, bands: Int32Array.from(numbers) };
}

/** The samples of a sub-band that bounds on its resolution need. */
function halved({ x0, y0, x1, y1 }: Bounds): Bounds {
  return { x0: Math.floor(x0 / 2), y0: Math.floor(y0 / 2), x1: Math.ceil(x1 / 2) + 1, y1: Math.ceil(y1 / 2) + 1 };
}

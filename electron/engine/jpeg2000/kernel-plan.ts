import { blocksIn, type SubBand, subBandsOf } from './blocks.ts';
import { type Bounds, type MainHeader, reducedBounds } from './codestream.ts';
import { listPackets, type Packet } from './packets.ts';
import { canTrim, planesLeftOut } from './trim.ts';

/** What the kernel wants to know of a tile: see `kernel/packet.as`. */
export interface KernelPlan {
  readonly width: number;
  readonly height: number;
  /** Width and height of each resolution, coarsest first. */
  readonly sizes: readonly (readonly [number, number])[];
  readonly packets: number;
  /** For each packet the number of its sub-bands, and 15 numbers for each of them. */
  readonly bands: Int32Array;
  /** What is wanted of the sub-bands: left, top, right, bottom. */
  readonly rectangles: Int32Array;
}

export interface KernelPlanOptions {
  readonly reduce: number;
  readonly planes: number;
  /** Rectangles on the reference grid after `reduce` halvings: code-blocks that none of them needs are passed over. */
  readonly wanted: readonly Bounds[];
}

const QCD = 0xff5c;
/** Of each sub-band of a packet. */
const NUMBERS = 15;
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

  const areas: Bounds[][] = [];
  let area = wanted;
  for (let r = finest; r >= 0; r--) {
    areas[r] = area.map(({ x0, y0, x1, y1 }) => ({ x0: x0 - REACH, y0: y0 - REACH, x1: x1 + REACH, y1: y1 + REACH }));
    area = areas[r]!.map(halved);
  }
  const rectangles: number[] = [];
  const bands = resolutions.map((_, r) =>
    subBandsOf(header, tile, r).map((band, index) => {
      const parts = r === 0 ? areas[0]! : areas[r]!.map(halved);
      const { x0, y0 } = band.bounds;
      const firstWanted = rectangles.length / 4;
      for (const part of parts) rectangles.push(part.x0 - x0, part.y0 - y0, part.x1 - x0, part.y1 - y0);
      const [smoothWidth, smoothHeight] = r === 0 ? [0, 0] : sizes[r - 1]!;
      return {
        band,
        left: band.right * smoothWidth,
        top: band.low * smoothHeight,
        kind: r === 0 || index === 1 ? 0 : index === 0 ? 1 : 2,
        bits: bits[r === 0 ? 0 : 1 + 3 * (r - 1) + index]!,
        leftOut: r === 0 ? 0 : planesLeftOut(planes, finest - r, index === 2),
        firstWanted,
        wantedCount: parts.length,
      };
    }),
  );
  const used = packets.filter(({ resolution }) => resolution <= finest);
  const numbers = new Int32Array(
    used.reduce((sum, { resolution }) => sum + 1 + NUMBERS * bands[resolution]!.length, 0),
  );
  let at = 0;
  for (const packet of used) {
    const ofPacket = bands[packet.resolution]!;
    numbers[at++] = ofPacket.length;
    for (const band of ofPacket) {
      writeBand(band, packet, numbers, at);
      at += NUMBERS;
    }
  }
  return { width, height, sizes, packets: used.length, bands: numbers, rectangles: Int32Array.from(rectangles) };
}

/** What a sub-band has in common in all packets of a tile. */
interface BandPlan {
  readonly band: SubBand;
  readonly left: number;
  readonly top: number;
  readonly kind: number;
  readonly bits: number;
  readonly leftOut: number;
  readonly firstWanted: number;
  readonly wantedCount: number;
}

/** Writes `Band` of `kernel/packet.as`: the code-blocks of a precinct in a sub-band */
function writeBand(plan: BandPlan, packet: Packet, out: Int32Array, at: number): void {
  const { band } = plan;
  const { x0, y0, x1, y1 } = band.bounds;
  const blocks = blocksIn(band, packet.bounds);
  out[at] = blocks.columns;
  out[at + 1] = blocks.rows;
  out[at + 2] = blocks.width;
  out[at + 3] = blocks.height;
  out[at + 4] = blocks.firstColumn * blocks.width - x0;
  out[at + 5] = blocks.firstRow * blocks.height - y0;
  out[at + 6] = x1 - x0;
  out[at + 7] = y1 - y0;
  out[at + 8] = plan.left;
  out[at + 9] = plan.top;
  out[at + 10] = plan.kind;
  out[at + 11] = plan.bits;
  out[at + 12] = plan.leftOut;
  out[at + 13] = plan.firstWanted;
  out[at + 14] = plan.wantedCount;
}

/** The samples of a sub-band that bounds on its resolution need. */
function halved({ x0, y0, x1, y1 }: Bounds): Bounds {
  return { x0: Math.floor(x0 / 2), y0: Math.floor(y0 / 2), x1: Math.ceil(x1 / 2) + 1, y1: Math.ceil(y1 / 2) + 1 };
}

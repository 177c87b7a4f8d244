import { Jpeg2000Error } from '../../engine/core/errors.ts';
import { type BitReader, type BitWriter, createBitReader, createBitWriter } from './packet-bits.ts';
import { createTagTree } from './tag-tree.ts';

/** The code-blocks that a sub-band has in a precinct. */
export interface BlockGrid {
  readonly columns: number;
  readonly rows: number;
}

/** What a packet says of one code-block. */
export interface CodedBlock {
  readonly zeroBitPlanes: number;
  readonly passes: number;
  readonly data: Uint8Array;
}

/** Code-blocks of the sub-bands of a packet, row by row; null where the packet has nothing of a block. */
export type PacketBlocks = readonly (readonly (CodedBlock | null)[])[];

const MAX_ZERO_BIT_PLANES = 74;

/**
 * Takes the packet that begins at `start` apart (ISO/IEC 15444-1, B.10), for codestreams of one quality layer whose
 * code-blocks are one codeword segment each, without SOP and EPH markers.
 * @returns its blocks, which share memory with `bytes`, and the position after it. @throws Jpeg2000Error
 */
export function readPacket(
  bytes: Uint8Array,
  start: number,
  grids: readonly BlockGrid[],
): { readonly blocks: PacketBlocks; readonly end: number } {
  const bits = createBitReader(bytes, start);
  const isEmpty = bits.bit() === 0;
  const heads = grids.map((grid) => (isEmpty ? [] : readBlockHeads(bits, grid)));
  let at = bits.align();
  const blocks = heads.map((band, index) => {
    const { columns, rows } = grids[index]!;
    return Array.from({ length: columns * rows }, (_, block) => {
      const head = band[block];
      if (!head) return null;
      at += head.length;
      if (at > bytes.length) throw new Jpeg2000Error('A packet of a JPEG 2000 tile is cut off.');
      return { zeroBitPlanes: head.zeroBitPlanes, passes: head.passes, data: bytes.subarray(at - head.length, at) };
    });
  });
  return { blocks, end: at };
}

function readBlockHeads(bits: BitReader, { columns, rows }: BlockGrid) {
  const inclusion = createTagTree(columns, rows);
  const bitPlanes = createTagTree(columns, rows);
  return Array.from({ length: columns * rows }, (_, block) => {
    if (!inclusion.read(bits, block, 1)) return null;
    let zeroBitPlanes = 0;
    while (!bitPlanes.read(bits, block, zeroBitPlanes + 1)) {
      zeroBitPlanes++;
      if (zeroBitPlanes > MAX_ZERO_BIT_PLANES) throw new Jpeg2000Error('A packet of a JPEG 2000 tile is damaged.');
    }
    const passes = readPasses(bits);
    let lengthBits = 3 + Math.floor(Math.log2(passes));
    while (bits.bit()) lengthBits++;
    if (lengthBits > 32) throw new Jpeg2000Error('A packet of a JPEG 2000 tile is damaged.');
    return { zeroBitPlanes, passes, length: bits.bits(lengthBits) };
  });
}

/** Number of coding passes: ISO/IEC 15444-1, table B.4. */
function readPasses(bits: BitReader): number {
  if (!bits.bit()) return 1;
  if (!bits.bit()) return 2;
  let more = bits.bits(2);
  if (more < 3) return 3 + more;
  more = bits.bits(5);
  return more < 31 ? 6 + more : 37 + bits.bits(7);
}

/** Makes a packet of code-blocks: the inverse of {@link readPacket}. */
export function writePacket(grids: readonly BlockGrid[], blocks: PacketBlocks): Uint8Array {
  const included = blocks.flat().filter((block) => block !== null);
  if (included.length === 0) return Uint8Array.of(0);
  const bits = createBitWriter();
  bits.bit(1);
  for (const [index, grid] of grids.entries()) writeBlockHeads(bits, grid, blocks[index]!);
  const header = bits.align();
  const out = new Uint8Array(included.reduce((sum, { data }) => sum + data.length, header.length));
  out.set(header);
  let at = header.length;
  for (const { data } of included) {
    out.set(data, at);
    at += data.length;
  }
  return out;
}

function writeBlockHeads(bits: BitWriter, { columns, rows }: BlockGrid, blocks: readonly (CodedBlock | null)[]): void {
  const inclusion = createTagTree(columns, rows);
  const bitPlanes = createTagTree(columns, rows);
  for (const [index, block] of blocks.entries()) {
    inclusion.set(index, block ? 0 : 1);
    // The tree holds a number for blocks that are left out, too; one that is large makes no other cost more bits.
    bitPlanes.set(index, block ? block.zeroBitPlanes : MAX_ZERO_BIT_PLANES);
  }
  for (const [index, block] of blocks.entries()) {
    inclusion.write(bits, index, 1);
    if (!block) continue;
    bitPlanes.write(bits, index, block.zeroBitPlanes + 1);
    writePasses(bits, block.passes);
    const usual = 3 + Math.floor(Math.log2(block.passes));
    const lengthBits = Math.max(usual, Math.floor(Math.log2(Math.max(1, block.data.length))) + 1);
    for (let i = usual; i < lengthBits; i++) bits.bit(1);
    bits.bit(0);
    bits.bits(block.data.length, lengthBits);
  }
}

function writePasses(bits: BitWriter, passes: number): void {
  if (passes === 1) bits.bit(0);
  else if (passes === 2) bits.bits(2, 2);
  else if (passes <= 5) bits.bits(12 + passes - 3, 4);
  else if (passes <= 36) bits.bits(15 * 32 + passes - 6, 9);
  else bits.bits(511 * 128 + passes - 37, 16);
}

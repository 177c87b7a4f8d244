import { Jpeg2000Error } from '../core/errors.ts';

/** The code-blocks of one sub-band in a packet, and how many of their lowest bit-planes are left undecoded. */
export interface TrimmedBand {
  readonly columns: number;
  readonly rows: number;
  readonly planes: number;
}

/** Coding passes of a bit-plane: significance, refinement, clean-up. */
const PASSES_PER_PLANE = 3;
const MAX_ZERO_BIT_PLANES = 74;
const MAX_LENGTH_BITS = 31;
/** Bits by which the header of a code-block may grow: its length is told in as many bits, of which up to five move. */
const GROWTH_BYTES_PER_BLOCK = 1;

/**
 * Rewrites packets so that a decoder stops some bit-planes early (ISO/IEC 15444-1, B.10): each code-block is said to have
 * fewer coding passes, at least one, and its data stay as they are. For codestreams of one quality layer whose code-blocks
 * are one codeword segment each, without SOP and EPH markers. Everything but the number of passes and how the length is
 * written is copied, bit by bit: that makes it ten times as fast as decoding.
 */
export interface PacketTrimmer {
  /**
   * Rewrites the packet that begins at `from` of the input behind what was written before.
   * @returns the position after it in the input. @throws Jpeg2000Error where the packet is damaged
   */
  packet(from: number, bands: readonly TrimmedBand[]): number;
  /** Writes a packet without any code-block. */
  empty(): void;
  /** Copies input to the output as it is. */
  copy(from: number, to: number): void;
  /** Writes bytes that are not of the input. */
  put(bytes: Uint8Array): void;
  /** Bytes written so far. */
  length(): number;
  /** What was written so far; shares memory with what will be. */
  written(): Uint8Array<ArrayBuffer>;
}

/** @param blocks code-blocks of all packets that will be rewritten, whose heads may grow */
export function createPacketTrimmer(input: Uint8Array, blocks: number): PacketTrimmer {
  const output = new Uint8Array(input.length + GROWTH_BYTES_PER_BLOCK * blocks);
  let end = 0;

  // The reader: bits of the input, most significant first; after a byte of 0xff the next has seven.
  let at = 0;
  let byte = 0;
  let left = 0;
  // The writer, likewise.
  let pending = 0;
  let room = 8;

  function bit(): number {
    if (left === 0) {
      if (at >= input.length) throw new Jpeg2000Error('A packet header of a JPEG 2000 tile does not end.');
      left = byte === 0xff ? 7 : 8;
      byte = input[at++]!;
    }
    return (byte >> --left) & 1;
  }

  function put(value: number): void {
    pending |= value << --room;
    if (room > 0) return;
    output[end++] = pending;
    room = pending === 0xff ? 7 : 8;
    pending = 0;
  }

  function copyBit(): number {
    const value = bit();
    put(value);
    return value;
  }

  function bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = (value << 1) | bit();
    return value;
  }

  function putBits(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) put((value >> i) & 1);
  }

  /** Number of coding passes: ISO/IEC 15444-1, table B.4. */
  function readPasses(): number {
    if (bit() === 0) return 1;
    if (bit() === 0) return 2;
    let more = bits(2);
    if (more < 3) return 3 + more;
    more = bits(5);
    return more < 31 ? 6 + more : 37 + bits(7);
  }

  function putPasses(passes: number): void {
    if (passes === 1) put(0);
    else if (passes === 2) putBits(2, 2);
    else if (passes <= 5) putBits(12 + passes - 3, 4);
    else if (passes <= 36) putBits(15 * 32 + passes - 6, 9);
    else putBits(511 * 128 + passes - 37, 16);
  }

  /** Copies the head of a code-block, with fewer passes; returns the length of its data. */
  function blockHead(planes: number): number {
    const passes = readPasses();
    const fewer = Math.max(1, passes - PASSES_PER_PLANE * planes);
    let lengthBits = 3 + floorLog2(passes);
    while (bit() === 1) lengthBits++;
    if (lengthBits > MAX_LENGTH_BITS) throw damaged();
    const length = bits(lengthBits);
    putPasses(fewer);
    // The length keeps its bits; of these, as many as the number of passes stands for no longer are told one by one.
    for (let i = 3 + floorLog2(fewer); i < lengthBits; i++) put(1);
    put(0);
    putBits(length, lengthBits);
    return length;
  }

  function copy(from: number, to: number): void {
    output.set(input.subarray(from, to), end);
    end += to - from;
  }

  function putBytes(bytes: Uint8Array): void {
    output.set(bytes, end);
    end += bytes.length;
  }

  const tree = createTreeCopier(copyBit);

  return {
    packet(from, bands) {
      at = from;
      [byte, left, pending, room] = [0, 0, 0, 8];
      let length = 0;
      if (copyBit() === 1)
        for (const { columns, rows, planes } of bands) {
          if (columns === 0 || rows === 0) continue;
          tree.begin(columns, rows);
          for (let row = 0; row < rows; row++)
            for (let column = 0; column < columns; column++)
              if (tree.copyHead(column, row)) length += blockHead(planes);
        }
      if (byte === 0xff) at++;
      // After 0xff a byte follows even where no bit is left for it.
      if (room < 8) output[end++] = pending;
      const next = at + length;
      if (next > input.length) throw new Jpeg2000Error('A packet of a JPEG 2000 tile is cut off.');
      copy(at, next);
      return next;
    },
    empty() {
      output[end++] = 0;
    },
    copy,
    put: putBytes,
    length: () => end,
    written: () => output.subarray(0, end),
  };
}

const damaged = () => new Jpeg2000Error('A packet of a JPEG 2000 tile is damaged.');

function floorLog2(value: number): number {
  return 31 - Math.clz32(value);
}

/** Follows the two tag trees of a sub-band in a packet while their bits are copied: ISO/IEC 15444-1, B.10.2 to B.10.5. */
function createTreeCopier(copyBit: () => number) {
  let firsts: number[] = [];
  let widths: number[] = [];
  let levels = 0;
  /** Of each node 1 where it is known to be in the packet, 2 where it is known not to be. */
  let inclusion = new Uint8Array(64);
  let zeroPlanes = new Uint8Array(64);
  /** 1 where the node's number of zero bit-planes is known. */
  let isKnown = new Uint8Array(64);

  return {
    begin(columns: number, rows: number): void {
      firsts = [];
      widths = [];
      let nodes = 0;
      for (let width = columns, height = rows; ; width = (width + 1) >> 1, height = (height + 1) >> 1) {
        firsts.push(nodes);
        widths.push(width);
        nodes += width * height;
        if (width * height === 1) break;
      }
      levels = firsts.length;
      if (nodes > inclusion.length) {
        inclusion = new Uint8Array(nodes);
        zeroPlanes = new Uint8Array(nodes);
        isKnown = new Uint8Array(nodes);
      } else {
        inclusion.fill(0, 0, nodes);
        isKnown.fill(0, 0, nodes);
      }
    },

    /** Copies whether a code-block is in the packet and, where it is, its number of zero bit-planes. */
    copyHead(column: number, row: number): boolean {
      for (let level = levels - 1; level >= 0; level--) {
        const node = firsts[level]! + (row >> level) * widths[level]! + (column >> level);
        if (inclusion[node] === 0) inclusion[node] = copyBit() === 1 ? 1 : 2;
        if (inclusion[node] === 2) return false;
      }
      let low = 0;
      for (let level = levels - 1; level >= 0; level--) {
        const node = firsts[level]! + (row >> level) * widths[level]! + (column >> level);
        if (isKnown[node] === 0) {
          while (copyBit() === 0) if (++low > MAX_ZERO_BIT_PLANES) throw damaged();
          isKnown[node] = 1;
          zeroPlanes[node] = low;
        }
        low = zeroPlanes[node]!;
      }
      return true;
    },
  };
}

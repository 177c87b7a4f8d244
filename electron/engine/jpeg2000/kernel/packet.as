// Packets of one quality layer: their headers (ISO/IEC 15444-1, B.10), and the code-blocks in them.

import { copyBlock, decodeBlock, endsWrongly, MAX_SIDE } from './block';

/** A sub-band in a packet, as the caller describes it. Lengths are samples; places are counted from the sub-band's corner. */
@unmanaged
export class Band {
  /** Code-blocks of the precinct. */
  columns: i32;
  rows: i32;
  /** Size of a whole block, and where the first one begins. */
  blockWidth: i32;
  blockHeight: i32;
  x: i32;
  y: i32;
  width: i32;
  height: i32;
  /** Where it lies among the coefficients. */
  left: i32;
  top: i32;
  /** See `decodeBlock`. */
  kind: i32;
  /** Bit-planes of its largest coefficient, and how many of the lowest are left undecoded. */
  planes: i32;
  leftOut: i32;
  /** Which of the rectangles are wanted of it: the first, and how many. */
  firstWanted: i32;
  wantedCount: i32;
}

/** Left, top, right and bottom, which it does not hold. */
@unmanaged
class Rectangle {
  x0: i32;
  y0: i32;
  x1: i32;
  y1: i32;
}

/** What a packet says of one code-block. */
@unmanaged
class Block {
  band: Band;
  column: i32;
  row: i32;
  emptyPlanes: i32;
  passes: i32;
  length: i32;
}

const MAX_BLOCKS: i32 = 16384;
const MAX_NODES: i32 = 32768;
const MAX_EMPTY_PLANES: i32 = 74;
const BLOCKS = memory.data(24 * 16384);
/** Of each node of the two trees: 1 in the packet, 2 not; whether the number of empty planes is known; that number. */
const IS_IN = memory.data(32768);
const IS_KNOWN = memory.data(32768);
const EMPTY = memory.data(32768);
/** First node and width of each level of a tree, the leaves first. */
const FIRSTS = memory.data(4 * 16);
const WIDTHS = memory.data(4 * 16);

/** Blocks that end where none may end: see `endsWrongly`. */
export let wrongBlocks: i32 = 0;
export function forgetWrongBlocks(): void {
  wrongBlocks = 0;
}

let rectangles: usize = 0;
/** Where the rectangles lie that bands name. */
export function setRectangles(place: usize): void {
  rectangles = place;
}

let at: usize = 0;
let last: usize = 0;
let byte: u32 = 0;
let left: i32 = 0;
let isBroken: bool = false;
let levels: i32 = 0;

function bit(): u32 {
  if (left == 0) {
    left = byte == 0xff ? 7 : 8;
    if (at >= last) {
      isBroken = true;
      return 1;
    }
    byte = load<u8>(at++);
  }
  return (byte >> --left) & 1;
}

function bits(count: i32): u32 {
  let value: u32 = 0;
  for (; count > 0; count--) value = (value << 1) | bit();
  return value;
}

/** Number of coding passes: table B.4. */
function readPasses(): i32 {
  if (bit() == 0) return 1;
  if (bit() == 0) return 2;
  let more = bits(2);
  if (more < 3) return 3 + more;
  more = bits(5);
  return more < 31 ? 6 + more : 37 + bits(7);
}

/** Lays out the trees of a sub-band; false where they are too large. */
function beginTrees(columns: i32, rows: i32): bool {
  let nodes = 0;
  levels = 0;
  for (let width = columns, height = rows; ; width = (width + 1) >> 1, height = (height + 1) >> 1) {
    if (width * height > MAX_NODES - nodes || levels == 16) return false;
    store<i32>(FIRSTS + 4 * levels, nodes);
    store<i32>(WIDTHS + 4 * levels, width);
    levels++;
    nodes += width * height;
    if (width * height == 1) break;
  }
  memory.fill(IS_IN, 0, nodes);
  memory.fill(IS_KNOWN, 0, nodes);
  return true;
}

// @ts-ignore: decorator
@inline
function node(level: i32, column: i32, row: i32): i32 {
  return load<i32>(FIRSTS + 4 * level) + (row >> level) * load<i32>(WIDTHS + 4 * level) + (column >> level);
}

/** Empty bit-planes of a code-block, or -1 where it is not in the packet: B.10.2 to B.10.5. */
function readTrees(column: i32, row: i32): i32 {
  for (let level = levels - 1; level >= 0; level--) {
    const place = IS_IN + node(level, column, row);
    if (load<u8>(place) == 0) store<u8>(place, 2 - bit());
    if (load<u8>(place) == 2) return -1;
  }
  let low = 0;
  for (let level = levels - 1; level >= 0; level--) {
    const index = node(level, column, row);
    if (load<u8>(IS_KNOWN + index) == 0) {
      while (bit() == 0)
        if (++low > MAX_EMPTY_PLANES) {
          isBroken = true;
          return -1;
        }
      store<u8>(IS_KNOWN + index, 1);
      store<u8>(EMPTY + index, low);
    }
    low = load<u8>(EMPTY + index);
  }
  return low;
}

/**
 * Decodes the packet that begins at `start` into coefficients, lines of `line` bytes apart.
 * @returns where the next one begins, 0 where this one is damaged or too large
 */
export function decodePacket(start: usize, end: usize, bands: usize, count: i32, plane: usize, line: usize): usize {
  at = start;
  last = end;
  byte = 0;
  left = 0;
  isBroken = false;
  let blocks = 0;
  if (bit() == 1)
    for (let index = 0; index < count; index++) {
      const band = changetype<Band>(bands + offsetof<Band>() * index);
      const columns = band.columns;
      const rows = band.rows;
      if (columns == 0 || rows == 0) continue;
      if (!beginTrees(columns, rows) || columns * rows > MAX_BLOCKS - blocks) return 0;
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const empty = readTrees(column, row);
          if (isBroken) return 0;
          if (empty < 0) continue;
          const block = changetype<Block>(BLOCKS + offsetof<Block>() * blocks++);
          block.band = band;
          block.column = column;
          block.row = row;
          block.emptyPlanes = empty;
          block.passes = readPasses();
          let lengthBits = 34 - clz<i32>(block.passes);
          while (bit() == 1 && !isBroken) lengthBits++;
          if (lengthBits > 24) return 0;
          block.length = bits(lengthBits);
        }
    }
  if (byte == 0xff) at++;
  if (isBroken || at > end) return 0;
  let data = at;
  for (let index = 0; index < blocks; index++) {
    const block = changetype<Block>(BLOCKS + offsetof<Block>() * index);
    const next = data + block.length;
    if (next > end) return 0;
    if (!decodePart(block, data, next, plane, line)) return 0;
    data = next;
  }
  return data;
}

/** Whether something is wanted of a part of a sub-band. */
function isWanted(band: Band, x0: i32, y0: i32, x1: i32, y1: i32): bool {
  for (let index = band.firstWanted, end = index + band.wantedCount; index < end; index++) {
    const wanted = changetype<Rectangle>(rectangles + offsetof<Rectangle>() * index);
    if (x1 > wanted.x0 && x0 < wanted.x1 && y1 > wanted.y0 && y0 < wanted.y1) return true;
  }
  return false;
}

/** Decodes what is wanted of a code-block; false where it has more bit-planes than there are. */
function decodePart(block: Block, start: usize, end: usize, plane: usize, line: usize): bool {
  const band = block.band;
  const x = band.x + block.column * band.blockWidth;
  const y = band.y + block.row * band.blockHeight;
  const x0 = max(0, x);
  const y0 = max(0, y);
  const x1 = min(band.width, x + band.blockWidth);
  const y1 = min(band.height, y + band.blockHeight);
  if (!isWanted(band, x0, y0, x1, y1)) return true;
  const planes = band.planes - block.emptyPlanes;
  const width = x1 - x0;
  const height = y1 - y0;
  if (planes < 0 || planes > 29 || width > MAX_SIDE || height > MAX_SIDE || width < 1 || height < 1) return false;
  const passes = max(1, block.passes - 3 * band.leftOut);
  // The decoder reads ones behind the last byte.
  const behind = load<u16>(end);
  store<u16>(end, 0xffff);
  decodeBlock(start, width, height, planes, passes, band.kind);
  store<u16>(end, behind);
  if (passes == block.passes && endsWrongly(end)) wrongBlocks++;
  copyBlock(width, height, plane + line * (band.top + y0) + 4 * <usize>(band.left + x0), line);
  return true;
}

import type { ClassRaster } from './types.ts';

/** Directions of travel along pixel edges, clockwise: east, south, west, north. */
const EAST = 0;
const SOUTH = 1;

const CODE = 7;
const EAST_SEEN = 8;
const SOUTH_SEEN = 16;

/**
 * The boundaries between classes as arcs along pixel edges, each stored once for the two areas that it separates. Arcs
 * end at nodes: corners where three or more boundaries meet, and the raster's own corners. A boundary without a node is
 * one closed arc. Points are the turns: `x[i]`, `y[i]` in pixels from the upper left corner of the raster.
 */
export interface ArcSet {
  readonly count: number;
  /** Arc a has the points first[a] up to, not including, first[a + 1]. */
  readonly first: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Pixel (row * width + column) at the left and right of the arc's first edge; -1 outside of the raster. */
  readonly leftPixel: Int32Array;
  readonly rightPixel: Int32Array;
  /** Direction in which the arc leaves its first point, and that in which it comes to its last. */
  readonly leaves: Uint8Array;
  readonly arrives: Uint8Array;
}

/** Traces the arcs of a class raster in the order of rows. Takes one byte per pixel beside the result. */
export function traceArcs(raster: ClassRaster): ArcSet {
  const { width, height } = raster;
  const corners = cornersOf(raster);
  const { cells, stride, first, code, isBoundary, isNode, isSeen } = corners;
  const { trace, take } = createTracer(corners);
  // Arcs from node to node; what lies within an area is passed over.
  for (let row = 0; row <= height; row++) {
    for (let corner = first + row * stride; corner <= first + row * stride + width; corner++) {
      if (cells[corner] === cells[corner - 1] && cells[corner] === cells[corner - stride] && code(corner) !== 0) {
        if (cells[corner] === cells[corner - stride - 1]) continue;
      }
      if (!isNode(corner)) continue;
      for (let direction = 0; direction < 4; direction++) {
        if (isBoundary(corner, direction) && !isSeen(corner, direction)) trace(corner, direction);
      }
    }
  }
  // What is left has no node: closed arcs.
  for (let row = 0; row <= height; row++) {
    for (let corner = first + row * stride; corner < first + row * stride + width; corner++) {
      if (isBoundary(corner, EAST) && !isSeen(corner, EAST)) trace(corner, EAST);
    }
  }
  return take();
}

type Corners = ReturnType<typeof cornersOf>;

/**
 * The corners of a raster's pixels and the edges between them. A corner has the index of the pixel to its south-east in
 * `cells`: the codes with one pixel of code 0 around the raster, and in their upper bits which edges were traced.
 */
function cornersOf({ width, height, codes }: ClassRaster) {
  const stride = width + 2;
  const cells = new Uint8Array(stride * (height + 2));
  for (let row = 0; row < height; row++) {
    cells.set(codes.subarray(row * width, (row + 1) * width), (row + 1) * stride + 1);
  }
  const move = [1, stride, -1, -stride];
  const leftOf = [-stride, 0, -1, -stride - 1];
  const rightOf = [0, -1, -stride - 1, -stride];
  const first = stride + 1;
  const last = first + height * stride + width;
  const outermost = [first, first + width, last - width, last];
  const code = (index: number) => cells[index]! & CODE;
  const seenAt = (corner: number, direction: number) =>
    direction === EAST || direction === SOUTH ? corner : corner + move[direction]!;
  const seenBit = (direction: number) => (direction % 2 === EAST ? EAST_SEEN : SOUTH_SEEN);
  const pixelOf = (index: number) => {
    const row = Math.floor(index / stride) - 1;
    const column = (index % stride) - 1;
    return row < 0 || column < 0 || row >= height || column >= width ? -1 : row * width + column;
  };
  return {
    cells,
    stride,
    /** The raster's upper left corner. */
    first,
    code,
    /** The corner that lies one pixel edge further. */
    next: (corner: number, direction: number) => corner + move[direction]!,
    /** Whether the pixels at both sides of an edge are of two classes. */
    isBoundary: (corner: number, direction: number) =>
      code(corner + leftOf[direction]!) !== code(corner + rightOf[direction]!),
    isNode(corner: number) {
      const northWest = code(corner - stride - 1);
      const northEast = code(corner - stride);
      const southWest = code(corner - 1);
      const southEast = code(corner);
      const edges =
        Number(northWest !== northEast) +
        Number(northEast !== southEast) +
        Number(southEast !== southWest) +
        Number(southWest !== northWest);
      return edges > 2 || (edges === 2 && outermost.includes(corner));
    },
    isSeen: (corner: number, direction: number) => (cells[seenAt(corner, direction)]! & seenBit(direction)) !== 0,
    see(corner: number, direction: number) {
      const seen = seenAt(corner, direction);
      cells[seen] = cells[seen]! | seenBit(direction);
    },
    /** Pixels of the raster at the left and right of an edge; -1 outside of it. */
    leftPixel: (corner: number, direction: number) => pixelOf(corner + leftOf[direction]!),
    rightPixel: (corner: number, direction: number) => pixelOf(corner + rightOf[direction]!),
  };
}

/** Follows boundaries and collects them: `trace` one from a corner, `take` all when no more come. */
function createTracer({ stride, first, next, isBoundary, isNode, see, leftPixel, rightPixel }: Corners) {
  const points = growable();
  const starts = growable();
  const left = growable();
  const right = growable();
  const leaves = growable();
  const arrives = growable();

  function trace(start: number, leaving: number): void {
    starts.push(points.length());
    left.push(leftPixel(start, leaving));
    right.push(rightPixel(start, leaving));
    leaves.push(leaving);
    points.push(start);
    let corner = start;
    let direction = leaving;
    for (;;) {
      see(corner, direction);
      corner = next(corner, direction);
      if (corner === start || isNode(corner)) break;
      if (isBoundary(corner, direction)) continue;
      points.push(corner);
      const turn = (direction + 1) % 4;
      direction = isBoundary(corner, turn) ? turn : (direction + 3) % 4;
    }
    points.push(corner);
    arrives.push(direction);
  }

  function take(): ArcSet {
    starts.push(points.length());
    const y = points.take();
    const x = new Int32Array(y.length);
    for (let i = 0; i < y.length; i++) {
      const index = y[i]! - first;
      y[i] = Math.floor(index / stride);
      x[i] = index - y[i]! * stride;
    }
    return {
      count: left.length(),
      first: starts.take(),
      x,
      y,
      leftPixel: left.take(),
      rightPixel: right.take(),
      leaves: Uint8Array.from(leaves.take()),
      arrives: Uint8Array.from(arrives.take()),
    };
  }

  return { trace, take };
}

/** A list of 32-bit integers of unknown length without the memory of a list of numbers. */
export function growable() {
  let values = new Int32Array(1024);
  let length = 0;
  return {
    push(value: number) {
      if (length === values.length) {
        const grown = new Int32Array(Math.ceil(length * 1.6));
        grown.set(values);
        values = grown;
      }
      values[length++] = value;
    },
    length: () => length,
    take: () => values.slice(0, length),
  };
}

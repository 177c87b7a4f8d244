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
  // One pixel of code 0 around the raster; a corner has the index of the pixel to its south-east.
  const stride = width + 2;
  const padded = new Uint8Array(stride * (height + 2));
  for (let row = 0; row < height; row++) {
    padded.set(raster.codes.subarray(row * width, (row + 1) * width), (row + 1) * stride + 1);
  }
  const move = [1, stride, -1, -stride];
  const leftOf = [-stride, 0, -1, -stride - 1];
  const rightOf = [0, -1, -stride - 1, -stride];
  const first = stride + 1;
  const last = first + height * stride + width;
  const corners = [first, first + width, last - width, last];
  const code = (index: number) => padded[index]! & CODE;
  const isBoundary = (corner: number, direction: number) =>
    code(corner + leftOf[direction]!) !== code(corner + rightOf[direction]!);
  const isNode = (corner: number) => {
    const northWest = code(corner - stride - 1);
    const northEast = code(corner - stride);
    const southWest = code(corner - 1);
    const southEast = code(corner);
    const edges =
      Number(northWest !== northEast) +
      Number(northEast !== southEast) +
      Number(southEast !== southWest) +
      Number(southWest !== northWest);
    return edges > 2 || (edges === 2 && corners.includes(corner));
  };
  const seenAt = (corner: number, direction: number) =>
    direction === EAST || direction === SOUTH ? corner : corner + move[direction]!;
  const seenBit = (direction: number) => (direction % 2 === EAST ? EAST_SEEN : SOUTH_SEEN);

  const points = growable();
  const starts = growable();
  const left = growable();
  const right = growable();
  const leaves = growable();
  const arrives = growable();
  const pixelOf = (index: number) => {
    const row = Math.floor(index / stride) - 1;
    const column = (index % stride) - 1;
    return row < 0 || column < 0 || row >= height || column >= width ? -1 : row * width + column;
  };
  const trace = (start: number, leaving: number) => {
    starts.push(points.length());
    left.push(pixelOf(start + leftOf[leaving]!));
    right.push(pixelOf(start + rightOf[leaving]!));
    leaves.push(leaving);
    points.push(start);
    let corner = start;
    let direction = leaving;
    for (;;) {
      const seen = seenAt(corner, direction);
      padded[seen] = padded[seen]! | seenBit(direction);
      corner += move[direction]!;
      if (corner === start || isNode(corner)) break;
      if (isBoundary(corner, direction)) continue;
      points.push(corner);
      const turn = (direction + 1) % 4;
      direction = isBoundary(corner, turn) ? turn : (direction + 3) % 4;
    }
    points.push(corner);
    arrives.push(direction);
  };
  const isSeen = (corner: number, direction: number) => (padded[seenAt(corner, direction)]! & seenBit(direction)) !== 0;

  for (let row = 0; row <= height; row++) {
    for (let corner = first + row * stride; corner <= first + row * stride + width; corner++) {
      if (padded[corner] === padded[corner - 1] && padded[corner] === padded[corner - stride] && code(corner) !== 0) {
        if (padded[corner] === padded[corner - stride - 1]) continue;
      }
      if (!isNode(corner)) continue;
      for (let direction = 0; direction < 4; direction++) {
        if (isBoundary(corner, direction) && !isSeen(corner, direction)) trace(corner, direction);
      }
    }
  }
  for (let row = 0; row <= height; row++) {
    for (let corner = first + row * stride; corner < first + row * stride + width; corner++) {
      if (isBoundary(corner, EAST) && !isSeen(corner, EAST)) trace(corner, EAST);
    }
  }
  starts.push(points.length());

  const corner = points.take();
  const x = new Int32Array(corner.length);
  for (let i = 0; i < corner.length; i++) {
    const index = corner[i]! - first;
    const row = Math.floor(index / stride);
    x[i] = index - row * stride;
    corner[i] = row;
  }
  return {
    count: left.length(),
    first: starts.take(),
    x,
    y: corner,
    leftPixel: left.take(),
    rightPixel: right.take(),
    leaves: Uint8Array.from(leaves.take()),
    arrives: Uint8Array.from(arrives.take()),
  };
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

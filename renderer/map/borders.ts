/** Set in a class code that lies on the border of its class. Codes are below it (the largest is 85, of agreement). */
export const BORDER_BIT = 128;

/**
 * Copies class codes and marks those within `reach` pixels, along rows and columns, of another class. What has no code
 * (0) is no other class. Done once for each view, because the map draws a view many times.
 */
export function markBorders(codes: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  if (codes.length !== width * height) {
    throw new RangeError(`A view of ${width} x ${height} pixels has ${codes.length} codes.`);
  }
  const marked = codes.slice();
  for (let step = 1; step <= reach; step++) {
    markPairs(codes, marked, width * step);
    for (let row = 0; row < height; row++) markPairs(codes, marked, step, row * width, (row + 1) * width);
  }
  return marked;
}

/** Marks both pixels of every pair that lies `distance` apart and differs. */
function markPairs(codes: Uint8Array, marked: Uint8Array, distance: number, from = 0, to = codes.length): void {
  for (let index = from; index + distance < to; index++) {
    const code = codes[index]!;
    const other = codes[index + distance]!;
    if (code === other || code === 0 || other === 0) continue;
    marked[index] = code | BORDER_BIT;
    marked[index + distance] = other | BORDER_BIT;
  }
}

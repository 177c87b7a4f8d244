/** Pixel coordinates of a grid: column, row; the centre of the first pixel is at 0.5, 0.5. */
export type PixelPoint = readonly [number, number];

/** Columns at which a closed ring crosses the horizontal line y; pairs of them, sorted, enclose what is inside. */
export function crossingsOfRing(ring: readonly PixelPoint[], y: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < ring.length; i++) {
    const [x0, y0] = ring[i] as PixelPoint;
    const [x1, y1] = ring[(i + 1) % ring.length] as PixelPoint;
    if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found;
}

/**
 * Where the horizontal line y meets what lies within `radius` of the segment from `a` to `b`: first and last x, or null.
 * That shape is convex, so its two discs and its straight part together give one interval.
 */
export function spanOfCapsule(
  a: PixelPoint,
  b: PixelPoint,
  radius: number,
  y: number,
): readonly [number, number] | null {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  for (const [x, centreY] of [a, b]) {
    const squared = radius * radius - (y - centreY) * (y - centreY);
    if (squared < 0) continue;
    left = Math.min(left, x - Math.sqrt(squared));
    right = Math.max(right, x + Math.sqrt(squared));
  }
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  if (length > 0) {
    const [nx, ny] = [(-dy / length) * radius, (dx / length) * radius];
    const sides: PixelPoint[] = [
      [a[0] + nx, a[1] + ny],
      [b[0] + nx, b[1] + ny],
      [b[0] - nx, b[1] - ny],
      [a[0] - nx, a[1] - ny],
    ];
    for (const x of crossingsOfRing(sides, y)) {
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  return left <= right ? [left, right] : null;
}

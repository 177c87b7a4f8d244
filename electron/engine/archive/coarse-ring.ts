type Position = readonly [number, number];

/** Degrees, about 500 m: a footprint is looked at, not measured. */
const TOLERANCE = 0.005;

/** A ring of lon/lat with the vertices that are seen on a map of a season (Douglas and Peucker, 1973); 5 decimals. */
export function coarseRing(ring: readonly Position[]): [number, number][] {
  const middle = Math.floor(ring.length / 2);
  const halves = [ring.slice(0, middle + 1), ring.slice(middle)].map(simplify);
  return [...halves[0]!, ...halves[1]!.slice(1)].map(([lon, lat]) => [Number(lon.toFixed(5)), Number(lat.toFixed(5))]);
}

function simplify(line: readonly Position[]): readonly Position[] {
  const [first, last] = [line[0]!, line.at(-1)!];
  let [farthest, distance] = [0, 0];
  for (let k = 1; k < line.length - 1; k++) {
    const away = distanceToLine(line[k]!, first, last);
    if (away > distance) [farthest, distance] = [k, away];
  }
  if (distance <= TOLERANCE) return line.length < 2 ? line : [first, last];
  return [...simplify(line.slice(0, farthest + 1)), ...simplify(line.slice(farthest)).slice(1)];
}

function distanceToLine([x, y]: Position, [ax, ay]: Position, [bx, by]: Position): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

import { isSameImage } from '../../electron/engine/contract/same-image.ts';
import type { ProductDetail } from '../api/types.ts';

type Placed = Pick<ProductDetail, 'tile' | 'corners'>;

/** Share of the smaller box that two boxes of the same place have in common. */
const SAME_PLACE_SHARE = 0.5;

type Box = readonly [number, number, number, number];

function boxOf({ corners }: Placed): Box | null {
  if (!corners || corners.length === 0) return null;
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function areaOf([west, south, east, north]: Box): number {
  return Math.max(0, east - west) * Math.max(0, north - south);
}

/** Whether two products show the same place: the same tile, or most of each other where a tile is unknown. */
export function isSamePlace(a: Placed, b: Placed): boolean {
  if (a.tile !== null && b.tile !== null) return a.tile === b.tile;
  const [one, other] = [boxOf(a), boxOf(b)];
  if (!one || !other) return false;
  const shared: Box = [
    Math.max(one[0], other[0]),
    Math.max(one[1], other[1]),
    Math.min(one[2], other[2]),
    Math.min(one[3], other[3]),
  ];
  if (shared[2] <= shared[0] || shared[3] <= shared[1]) return false;
  return areaOf(shared) >= SAME_PLACE_SHARE * Math.min(areaOf(one), areaOf(other));
}

/** The open dates of a product's place, itself among them, the earliest first; those without a date at the end. */
export function datesOf(products: readonly ProductDetail[], place: ProductDetail): ProductDetail[] {
  const time = ({ sensingTime }: ProductDetail) =>
    sensingTime === null ? Number.POSITIVE_INFINITY : Date.parse(sensingTime);
  return products
    .filter((one) => one.id === place.id || isSamePlace(one, place))
    .sort((a, b) => time(a) - time(b) || a.level.localeCompare(b.level) || a.name.localeCompare(b.name));
}

/** Other open products that show the same image as one: copies, a zip of it, another baseline. */
export function twinsOf(products: readonly ProductDetail[], product: ProductDetail): ProductDetail[] {
  return products.filter((one) => one.id !== product.id && isSamePlace(one, product) && isSameImage(one, product));
}

/** What is to be said where the same image is open twice; null where it is not. */
export function twinText(twins: readonly Pick<ProductDetail, 'name' | 'baseline'>[]): string | null {
  const [first] = twins;
  if (!first) return null;
  const baseline = first.baseline === null ? '' : ` (baseline ${first.baseline})`;
  return `The same image is open ${twins.length === 1 ? 'twice' : `${twins.length + 1} times`}: ${first.name}${baseline}, too. Composites and persistent places count it once.`;
}

/** The dates before and after one in a row; null at its ends. */
export function neighboursOf(
  dates: readonly ProductDetail[],
  id: string | null,
): { readonly before: ProductDetail | null; readonly after: ProductDetail | null } {
  const at = dates.findIndex((one) => one.id === id);
  if (at < 0) return { before: null, after: null };
  return { before: dates[at - 1] ?? null, after: dates[at + 1] ?? null };
}

/** What takes the place of a product that is closed: the nearest date of its place, the one before it first; else the last that is open. */
export function successorOf(products: readonly ProductDetail[], id: string): ProductDetail | null {
  const closed = products.find((one) => one.id === id);
  const { before, after } = neighboursOf(closed ? datesOf(products, closed) : [], id);
  return before ?? after ?? products.filter((one) => one.id !== id).at(-1) ?? null;
}

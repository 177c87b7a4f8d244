import { type Ring, ringNear, unwrapRing } from '../core/lonlat-ring.ts';
import type { Product, ProductWarning } from '../product/types.ts';
import type { Manifest } from './manifest.ts';
import { monthsText } from './scope-text.ts';

/** Warnings where a product lies outside of what a pack was trained for: months, latitudes, and of a tuned one the place of its labels. */
export function packScopeWarnings(
  manifest: Manifest,
  product: Pick<Product, 'sensingTime' | 'footprint'>,
): ProductWarning[] {
  const { months, latitude, hull, text } = manifest.scope;
  const warnings: ProductWarning[] = [];
  const month = product.sensingTime ? new Date(product.sensingTime).getUTCMonth() + 1 : null;
  if (months && month !== null && (month < months[0] || month > months[1]))
    warnings.push({
      code: 'season',
      message: `${manifest.name} is made for ${monthsText(months)}; this image is of ${product.sensingTime!.slice(0, 10)}. ${text}`,
    });
  const ring = product.footprint ?? [];
  const mean = ring.reduce((sum, [, degrees]) => sum + degrees, 0) / ring.length;
  if (latitude && ring.length > 0 && (mean < latitude[0] || mean > latitude[1]))
    warnings.push({
      code: 'region',
      message: `${manifest.name} is made for latitudes of ${latitude[0]} to ${latitude[1]} degrees; this image lies at ${mean.toFixed(1)}. ${text}`,
    });
  if (hull && ring.length > 0 && !convexMeet(hull, ring))
    warnings.push({
      code: 'region',
      message: `${manifest.name} is tuned on another place than this image shows. ${text}`,
    });
  if (manifest.tuned && !manifest.tuned.gate.accepted)
    warnings.push({
      code: 'other',
      message: `${manifest.name} was refused when it was judged on labels that were held out; its mask may be worse than that of ${manifest.tuned.parent.id}.`,
    });
  return warnings;
}

/** Whether two convex rings in lon/lat share a point: no side of either parts them (the separating axis theorem). */
function convexMeet(one: Ring, two: Ring): boolean {
  const a = unwrapRing(one);
  const b = ringNear(two, a[0]?.[0] ?? 0);
  const parts = (ring: Ring): boolean =>
    ring.slice(1).some(([x, y], i) => {
      const [dx, dy] = [x - ring[i]![0], y - ring[i]![1]];
      if (dx === 0 && dy === 0) return false;
      const along = (points: Ring): number[] => points.map(([px, py]) => px * -dy + py * dx);
      const [own, other] = [along(a), along(b)];
      return Math.max(...own) < Math.min(...other) || Math.max(...other) < Math.min(...own);
    });
  return !parts(a) && !parts(b);
}

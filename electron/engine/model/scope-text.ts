import { onGlobe, unwrapRing } from '../core/lonlat-ring.ts';
import type { Manifest } from './manifest.ts';

/** What a pack is made for, in words; of a tuned one also the months and the place of its labels. */
export function scopeText({ scope, tuned }: Pick<Manifest, 'scope' | 'tuned'>): string {
  if (!tuned) return scope.text;
  const { months, hull } = scope;
  const when = months && monthsText(months);
  const ring = hull && unwrapRing(hull);
  const [lons, lats] = [ring?.map(([lon]) => lon), ring?.map(([, lat]) => lat)];
  const where = lons && lats && `${span(lons, ['E', 'W'])}, ${span(lats, ['N', 'S'])}`;
  const limits = [when, where].filter(Boolean).join('; ');
  return limits === '' ? scope.text : `${scope.text} Its labels are of ${limits}.`;
}

/** First and last month, 1 to 12, as `May` or `May to June`. */
export function monthsText([first, last]: readonly [number, number]): string {
  const month = (number: number): string =>
    new Date(Date.UTC(2024, number - 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' });
  return first === last ? month(first) : `${month(first)} to ${month(last)}`;
}

/** `9.1° E to 9.6° E` */
function span(degrees: readonly number[], [positive, negative]: readonly [string, string]): string {
  const text = (value: number): string => `${Math.abs(value).toFixed(1)}\u00b0 ${value < 0 ? negative : positive}`;
  // A latitude lies on the globe anyhow.
  const [least, most] = [text(onGlobe(Math.min(...degrees))), text(onGlobe(Math.max(...degrees)))];
  return least === most ? least : `${least} to ${most}`;
}

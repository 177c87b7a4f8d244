import { shortDay } from '../../electron/engine/contract/number-text.ts';
import type { Job, ProductDetail } from '../api/types.ts';

/** A tile with its T, as it stands in product names: `T33UVU`. */
export function tileText(tile: string): string {
  return /^T\d/.test(tile) ? tile : `T${tile}`;
}

/** The same of a product; without a tile the product's name. */
export function tileName({ tile, name }: Pick<ProductDetail, 'tile' | 'name'>): string {
  return tile === null ? name : tileText(tile);
}

/** The day of sensing in UTC: `6 May 2024`; null where nobody tells. */
export function dayOf(sensingTime: string | null): string | null {
  const date = sensingTime === null ? null : new Date(sensingTime);
  if (date === null || Number.isNaN(date.getTime())) return null;
  return shortDay(date);
}

type Named = Pick<ProductDetail, 'sensingTime' | 'tile' | 'name' | 'level'>;

/** How a scene is called, in two parts: its day, and tile and level; without a day all is in the first. */
export function sceneNameParts(product: Named): readonly [string, string] {
  const day = dayOf(product.sensingTime);
  const place = `${tileName(product)} ${product.level}`;
  return day === null ? [place, ''] : [day, place];
}

/** How a scene is called everywhere, its date first: `6 May 2024 T33UVU L2A`. */
export function sceneName(product: Named): string {
  return sceneNameParts(product).join(' ').trim();
}

/** The same of a product that is not open, by ESA's name of it; another name as it is. */
export function sceneNameByName(name: string): string {
  const found = /^S2[A-Z]_MSI(L1C|L2A)_(\d{4})(\d\d)(\d\d)T\d{6}_(?:.*_)?T(\d\d[A-Z]{3})(?:_|$)/.exec(name);
  if (!found) return name;
  const [, level, year, month, day, tile] = found as unknown as [string, 'L1C' | 'L2A', string, string, string, string];
  return sceneName({ name, level, tile, sensingTime: `${year}-${month}-${day}T00:00:00Z` });
}

/** How a job is called: one of a queue bears the file name of its product and is called as its scene is, others by their title. */
export function jobName({ title }: Pick<Job, 'title'>): string {
  return sceneNameByName(title);
}

import { stat } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import type { ArchiveOrder, ArchiveState, ArchiveTile } from '../contract/archives.ts';
import { type ManifestEntry, readManifest } from './manifest.ts';
import type { Run } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';

/** What a manifest tells of where and when its products are; some bytes a product. */
export interface ProductIndex {
  readonly tiles: readonly Pick<ArchiveTile, 'tile' | 'ring'>[];
  /** Place in `tiles` of each product. */
  readonly tileOf: Uint16Array;
  /** Sensing times, milliseconds since 1970; NaN where nobody tells. */
  readonly times: Float64Array;
}

/** Of the last few runs: a manifest changes only when products are added. */
const indices = new LRUCache<string, Promise<ProductIndex>>({ max: 4 });

/** The products of a run by their places in the manifest; read again where that has changed. @throws errors of the system */
export async function productIndex(folder: RunFolder, run: Run): Promise<ProductIndex> {
  const { mtimeMs } = await stat(folder.manifest);
  const key = `${folder.path} ${mtimeMs} ${run.products}`;
  const kept = indices.get(key) ?? readIndex(folder, run.products);
  indices.set(key, kept);
  kept.catch(() => indices.delete(key));
  return kept;
}

async function readIndex(folder: RunFolder, products: number): Promise<ProductIndex> {
  const places = new Map<string | null, number>();
  const tiles: { tile: string | null; ring: ManifestEntry['footprint'] }[] = [];
  const tileOf = new Uint16Array(products);
  const times = new Float64Array(products);
  for await (const { index, tile, footprint, sensingTime } of readManifest(folder, products)) {
    let place = places.get(tile);
    if (place === undefined) {
      place = tiles.push({ tile, ring: null }) - 1;
      places.set(tile, place);
    }
    tileOf[index] = place;
    times[index] = sensingTime === null ? Number.NaN : Date.parse(sensingTime);
    // Swaths cut tiles at their edges: the largest footprint stands for all.
    const known = tiles[place]!;
    if (footprint && (known.ring === null || areaOf(footprint) > areaOf(known.ring))) known.ring = footprint;
  }
  return { tiles, tileOf, times };
}

/** Twice the area of a ring, square degrees. */
function areaOf(ring: readonly (readonly [number, number])[]): number {
  const sum = ring.reduce((total, [x, y], k) => {
    const [nextX, nextY] = ring[(k + 1) % ring.length]!;
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum);
}

/** What wants attention first. */
const URGENCY: readonly ArchiveState[] = ['broken', 'failed', 'left', 'running', 'waiting', 'done'];

/** Indices of all products in an order; those of one tile or state by their dates. What has no date or tile stands last. */
export function inOrder(
  { tiles, tileOf, times }: ProductIndex,
  order: ArchiveOrder,
  descending: boolean,
  state: (index: number) => ArchiveState,
): Uint32Array {
  const indices = Uint32Array.from(times, (_, index) => index);
  const sign = descending ? -1 : 1;
  const byTime = (a: number, b: number) => compare(times[a]!, times[b]!, sign);
  if (order === 'date') indices.sort((a, b) => byTime(a, b) || a - b);
  if (order === 'tile') {
    const names = tiles
      .map(({ tile }, place) => ({ tile, place }))
      .toSorted((a, b) => compareTiles(a.tile, b.tile, sign));
    const rank = new Uint16Array(tiles.length);
    for (const [at, { place }] of names.entries()) rank[place] = at;
    indices.sort((a, b) => rank[tileOf[a]!]! - rank[tileOf[b]!]! || compare(times[a]!, times[b]!, 1) || a - b);
  }
  if (order === 'state') {
    const ranks = Uint8Array.from(times, (_, index) => URGENCY.indexOf(state(index)));
    indices.sort((a, b) => sign * (ranks[a]! - ranks[b]!) || compare(times[a]!, times[b]!, 1) || a - b);
  }
  return order === 'run' && descending ? indices.reverse() : indices;
}

function compare(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

function compareTiles(a: string | null, b: string | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (a < b ? -1 : a > b ? 1 : 0);
}

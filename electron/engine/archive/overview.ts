import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { ArchiveOverview, ArchiveRow, ArchiveRows, ArchiveState, ArchiveTile } from '../contract/archives.ts';
import { listLeases } from './lease.ts';
import { type ManifestEntry, readManifest } from './manifest.ts';
import { RESULT_FILE } from './outputs.ts';
import { readResult } from './result.ts';
import { type RunCounts, runCounts } from './run-counts.ts';
import type { Run } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';
import { archiveStatus } from './status.ts';

/** Rows that are given at a time. */
const PAGE = 100;
const NO_COUNTS: Readonly<Record<ArchiveState, number>> = { waiting: 0, running: 0, done: 0, failed: 0, broken: 0 };

interface TileIndex {
  readonly tiles: readonly Pick<ArchiveTile, 'tile' | 'ring'>[];
  /** Place in `tiles` of each product. */
  readonly tileOf: Uint16Array;
}

/** Where the products of the last few runs lie: a manifest changes only when products are added. */
const indices = new LRUCache<string, Promise<TileIndex>>({ max: 4 });

/** Everything of a run at a glance, by tile and by reason; of a size that does not grow with the products. */
export async function archiveOverview(folder: RunFolder, run: Run, name: string): Promise<ArchiveOverview> {
  const [status, index, states] = await Promise.all([
    archiveStatus(folder, run),
    tileIndex(folder, run),
    currentStates(folder, run),
  ]);
  const counts = index.tiles.map(() => ({ ...NO_COUNTS }));
  for (let product = 0; product < run.products; product++) counts[index.tileOf[product]!]![states(product)]++;
  const { products, waiting, running, done, failed, broken, left, perHour, secondsLeft, secondsPerProduct } = status;
  return {
    ...{ name, products, left, perHour, secondsLeft, secondsPerProduct },
    counts: { waiting, running, done, failed, broken },
    failures: status.failures.map(({ state, reason, remedy, count }) => ({ state, reason, remedy, count })),
    tiles: index.tiles.map((tile, k) => ({ ...tile, counts: counts[k]! })),
  };
}

/** Some of a run's products, as they are now. */
export async function archiveRows(
  folder: RunFolder,
  run: Run,
  wanted: { readonly state?: ArchiveState; readonly tile?: string; readonly text?: string; readonly from: number },
): Promise<ArchiveRows> {
  const counts = await runCounts(folder, run.products);
  const states = await currentStates(folder, run, counts);
  const text = wanted.text?.toLowerCase() ?? '';
  const found: ManifestEntry[] = [];
  let next: number | null = null;
  for await (const entry of readManifest(folder, run.products)) {
    if (entry.index < wanted.from || (wanted.state && states(entry.index) !== wanted.state)) continue;
    if (wanted.tile && entry.tile !== wanted.tile) continue;
    if (!entry.id.toLowerCase().includes(text)) continue;
    if (found.length === PAGE) {
      next = entry.index;
      break;
    }
    found.push(entry);
  }
  return { rows: await Promise.all(found.map((entry) => rowOf(folder, counts, entry, states(entry.index)))), next };
}

async function rowOf(
  folder: RunFolder,
  counts: RunCounts,
  { index, id, tile, sensingTime, problem }: ManifestEntry,
  state: ArchiveState,
): Promise<ArchiveRow> {
  const path = state === 'done' ? join(folder.masks, id, RESULT_FILE) : counts.unsuccessful.get(index)?.path;
  const result = path === undefined ? null : await readResult(path);
  const reason = result?.error?.message ?? (state === 'waiting' ? problem : undefined);
  const seconds = state === 'done' && result ? result.seconds : null;
  return { index, id, tile, sensingTime, state, percent: result?.percent ?? null, seconds, reason: reason ?? null };
}

async function currentStates(folder: RunFolder, run: Run, known?: RunCounts): Promise<(index: number) => ArchiveState> {
  const [counts, leases] = await Promise.all([known ?? runCounts(folder, run.products), listLeases(folder)]);
  const running = new Set(leases.filter(({ isLeft }) => !isLeft).map(({ index }) => index));
  return (index) => {
    const state = counts.state(index);
    return state !== 'done' && running.has(index) ? 'running' : state;
  };
}

async function tileIndex(folder: RunFolder, run: Run): Promise<TileIndex> {
  const { mtimeMs } = await stat(folder.manifest);
  const key = `${folder.path} ${mtimeMs} ${run.products}`;
  const kept = indices.get(key) ?? readTiles(folder, run.products);
  indices.set(key, kept);
  kept.catch(() => indices.delete(key));
  return kept;
}

async function readTiles(folder: RunFolder, products: number): Promise<TileIndex> {
  const places = new Map<string | null, number>();
  const tiles: { tile: string | null; ring: ManifestEntry['footprint'] }[] = [];
  const tileOf = new Uint16Array(products);
  for await (const { index, tile, footprint } of readManifest(folder, products)) {
    let place = places.get(tile);
    if (place === undefined) {
      place = tiles.push({ tile, ring: null }) - 1;
      places.set(tile, place);
    }
    tileOf[index] = place;
    // Swaths cut tiles at their edges: the largest footprint stands for all.
    const known = tiles[place]!;
    if (footprint && (known.ring === null || areaOf(footprint) > areaOf(known.ring))) known.ring = footprint;
  }
  return { tiles, tileOf };
}

/** Twice the area of a ring, square degrees. */
function areaOf(ring: readonly (readonly [number, number])[]): number {
  const sum = ring.reduce((total, [x, y], k) => {
    const [nextX, nextY] = ring[(k + 1) % ring.length]!;
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum);
}

import { join } from 'node:path';
import type { ArchiveOrder, ArchiveOverview, ArchiveRow, ArchiveRows, ArchiveState } from '../contract/archives.ts';
import { type LeaseHolder, listLeases } from './lease.ts';
import { type ManifestEntry, readManifest, readManifestEntry } from './manifest.ts';
import { RESULT_FILE } from './outputs.ts';
import { inOrder, productIndex } from './product-index.ts';
import { readResult } from './result.ts';
import { type RunCounts, runCounts } from './run-counts.ts';
import type { Run } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';
import { archiveStatus } from './status.ts';
import { deathError } from './verdict.ts';

/** Rows that are given at a time. */
const PAGE = 100;
const NO_COUNTS: Readonly<Record<ArchiveState, number>> = {
  ...{ waiting: 0, running: 0, left: 0, done: 0, failed: 0, broken: 0 },
};

/** Everything of a run at a glance, by tile and by reason; of a size that does not grow with the products. */
export async function archiveOverview(folder: RunFolder, run: Run, name: string): Promise<ArchiveOverview> {
  const [status, index, { state }] = await Promise.all([
    archiveStatus(folder, run),
    productIndex(folder, run),
    currentStates(folder, run),
  ]);
  const total = { ...NO_COUNTS };
  const counts = index.tiles.map(() => ({ ...NO_COUNTS }));
  for (let product = 0; product < run.products; product++) {
    total[state(product)]++;
    counts[index.tileOf[product]!]![state(product)]++;
  }
  const { products, perHour, secondsLeft, secondsPerProduct } = status;
  return {
    ...{ name, products, perHour, secondsLeft, secondsPerProduct },
    counts: total,
    failures: status.failures.map((failure) => ({
      ...{ state: failure.state, reason: failure.reason, remedy: failure.remedy, count: failure.count },
    })),
    tiles: index.tiles.map((tile, k) => ({ ...tile, counts: counts[k]! })),
  };
}

interface WantedRows {
  readonly state?: ArchiveState | undefined;
  readonly tile?: string | undefined;
  readonly text?: string | undefined;
  readonly order: ArchiveOrder;
  readonly descending: boolean;
  readonly from: number;
}

/** Some of a run's products, as they are now. */
export async function archiveRows(folder: RunFolder, run: Run, wanted: WantedRows): Promise<ArchiveRows> {
  const [index, states, named] = await Promise.all([
    productIndex(folder, run),
    currentStates(folder, run),
    wanted.text ? withName(folder, run, wanted.text.toLowerCase()) : null,
  ]);
  const order = inOrder(index, wanted.order, wanted.descending, states.state);
  const isWanted = (product: number) =>
    (!wanted.state || states.state(product) === wanted.state) &&
    (!wanted.tile || index.tiles[index.tileOf[product]!]!.tile === wanted.tile) &&
    (!named || named[product] === 1);
  const found: number[] = [];
  let next: number | null = null;
  for (let place = wanted.from; place < order.length; place++) {
    if (!isWanted(order[place]!)) continue;
    if (found.length === PAGE) {
      next = place;
      break;
    }
    found.push(order[place]!);
  }
  const rows = found.map(async (product) => rowOf(folder, states, await readManifestEntry(folder, product)));
  return { rows: await Promise.all(rows), next };
}

/** A one for each product whose name holds a text. */
async function withName(folder: RunFolder, run: Run, text: string): Promise<Uint8Array> {
  const named = new Uint8Array(run.products);
  for await (const { index, id } of readManifest(folder, run.products))
    if (id.toLowerCase().includes(text)) named[index] = 1;
  return named;
}

async function rowOf(folder: RunFolder, states: States, entry: ManifestEntry): Promise<ArchiveRow> {
  const { index, id, tile, sensingTime, problem } = entry;
  const state = states.state(index);
  const holder = states.holder(index);
  const path = state === 'done' ? join(folder.masks, id, RESULT_FILE) : states.counts.unsuccessful.get(index)?.path;
  const result = path === undefined ? null : await readResult(path);
  const isUnderWay = state === 'running' || state === 'left';
  const error = state === 'left' ? deathError(holder) : state === 'running' ? null : (result?.error ?? null);
  return {
    ...{ index, id, tile, sensingTime, state },
    percent: state === 'done' ? (result?.percent ?? null) : null,
    seconds: state === 'done' ? (result?.seconds ?? null) : null,
    at: (isUnderWay ? holder?.startedAt : result?.endedAt) ?? null,
    host: (isUnderWay ? holder?.host : result?.host) ?? null,
    reason: error?.message ?? (state === 'waiting' ? problem : undefined) ?? null,
    remedy: error?.remedy ?? null,
    warnings: state === 'done' ? (result?.warnings ?? []) : [],
  };
}

interface States {
  readonly counts: RunCounts;
  state(index: number): ArchiveState;
  /** Who works on it, or died at it. */
  holder(index: number): LeaseHolder | null;
}

async function currentStates(folder: RunFolder, run: Run): Promise<States> {
  const [counts, leases] = await Promise.all([runCounts(folder, run.products), listLeases(folder)]);
  const held = new Map(leases.map((lease) => [lease.index, lease]));
  return {
    counts,
    state: (index) => {
      const state = counts.state(index);
      const lease = held.get(index);
      if (state === 'done' || lease === undefined) return state;
      return lease.isLeft ? 'left' : 'running';
    },
    holder: (index) => held.get(index)?.holder ?? null,
  };
}

import { join } from 'node:path';
import { type CsvCell, csvText } from '../core/csv.ts';
import { replaceFile } from '../core/disk.ts';
import { boundsOfRings, type Ring } from '../core/lonlat-ring.ts';
import { OWNER } from '../core/owner.ts';
import { collectionOf } from './collection.ts';
import { type ManifestEntry, readManifest } from './manifest.ts';
import { createMonthlyShares } from './monthly-shares.ts';
import { wholeOutput } from './outputs.ts';
import type { AttemptResult } from './result.ts';
import { runCounts } from './run-counts.ts';
import type { Run } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';

export interface Collected {
  readonly products: number;
  readonly items: number;
  /** Paths of what was written. */
  readonly files: readonly string[];
}

const COLUMNS = ['id', 'state', 'tile', 'sensing_time', 'level', 'clear_percent', 'shadow_percent', 'semi_percent'];
const MORE_COLUMNS = ['cloud_percent', 'missing_percent', 'grid_metres', 'pack', 'seconds', 'warnings', 'place'];
const AT_A_TIME = 32;

/**
 * Brings a run together: a STAC collection of all items (`collection.json`), a row for every product (`products.csv`),
 * and the share of clear sky by tile and month (`clear-share.csv`). May be called while a run is under way, again and
 * again. Whole files replace older ones.
 */
export async function collectRun(folder: RunFolder, run: Run): Promise<Collected> {
  const counts = await runCounts(folder, run.products);
  const rows: (readonly CsvCell[])[] = [[...COLUMNS, ...MORE_COLUMNS]];
  const shares = createMonthlyShares();
  const extent = new Extent();
  const links: unknown[] = [];
  let products = 0;
  const add = ({ entry, result }: Read): void => {
    rows.push(rowOf(entry, result, result ? 'done' : counts.state(entry.index)));
    if (!result) return;
    products++;
    shares.add(entry.tile, entry.sensingTime, result.percent?.clear);
    const item = result.files.find(({ name }) => /_stac_\S*\.json$/.test(name));
    if (!item) return;
    extent.add(entry);
    const href = ['.', 'masks', entry.id, item.name].map(encodeURIComponent).join('/');
    links.push({ rel: 'item', href, type: 'application/geo+json', title: entry.id });
  };
  let group: Promise<Read>[] = [];
  const finish = async (): Promise<void> => {
    for (const read of await Promise.all(group)) add(read);
    group = [];
  };
  for await (const entry of readManifest(folder, run.products)) {
    group.push(readOutput(folder, entry));
    if (group.length === AT_A_TIME) await finish();
  }
  await finish();
  const written: readonly (readonly [string, string])[] = [
    ['collection.json', `${JSON.stringify(collection(run, extent, links), null, 1)}\n`],
    ['products.csv', csvText(rows, '\n')],
    ['clear-share.csv', csvText(shares.rows(), '\n')],
  ];
  for (const [name, text] of written) {
    const path = join(folder.path, name);
    await replaceFile(path, text, `${path}.${OWNER}.part`);
  }
  return { products, items: links.length, files: written.map(([name]) => join(folder.path, name)) };
}

interface Read {
  readonly entry: ManifestEntry;
  readonly result: AttemptResult | null;
}

async function readOutput(folder: RunFolder, entry: ManifestEntry): Promise<Read> {
  return { entry, result: await wholeOutput(folder, entry.id, entry.hash) };
}

function rowOf(entry: ManifestEntry, result: AttemptResult | null, state: string): readonly CsvCell[] {
  const percent = (id: 'clear' | 'shadow' | 'semi' | 'cloud' | 'missing') => result?.percent?.[id]?.toFixed(3) ?? '';
  return [
    ...[entry.id, state, entry.tile, entry.sensingTime, entry.level],
    ...[percent('clear'), percent('shadow'), percent('semi'), percent('cloud'), percent('missing')],
    ...[result?.grid, result?.pack && `${result.pack.id} ${result.pack.version}`, result?.seconds.toFixed(1)],
    ...[result?.warnings.join(' '), entry.place],
  ];
}

function collection(run: Run, extent: Extent, links: readonly unknown[]) {
  return {
    type: 'Collection',
    stac_version: '1.1.0',
    id: collectionOf(run).id,
    title: 'Cloud masks of Sentinel-2 products',
    description: `Masks of four classes that Nephoscope ${run.version} made of ${links.length} products.`,
    license: 'other',
    keywords: ['cloud mask', 'Sentinel-2'],
    extent: extent.value,
    links: [{ rel: 'root', href: './collection.json', type: 'application/json' }, ...links],
  };
}

/** Where and when all products of a run are; the whole Earth and an open interval where none tells it. */
class Extent {
  private readonly rings: Ring[] = [];
  private first: string | null = null;
  private last: string | null = null;

  add({ footprint, sensingTime }: ManifestEntry): void {
    if (footprint && footprint.length > 0) {
      const [west, south, east, north] = boundsOfRings([footprint]);
      this.rings.push([
        [west, south],
        [east, north],
      ]);
    }
    if (sensingTime === null) return;
    if (this.first === null || sensingTime < this.first) this.first = sensingTime;
    if (this.last === null || sensingTime > this.last) this.last = sensingTime;
  }

  get value() {
    return {
      spatial: { bbox: [this.rings.length > 0 ? boundsOfRings(this.rings) : [-180, -90, 180, 90]] },
      temporal: { interval: [this.first === null ? ['2015-06-23T00:00:00Z', null] : [this.first, this.last]] },
    };
  }
}

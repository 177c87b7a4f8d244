import type { Job, Level, ProductAbout, ProductDetail } from '../../api/types.ts';
import { secondsLeftOf } from '../time-left.ts';

type ClassPercent = NonNullable<NonNullable<Job['result']>['percent']>;

/** One product of the season's results. */
export interface SeasonRow {
  readonly job: Job;
  readonly name: string;
  readonly tile: string | null;
  /** ISO 8601, UTC: when it was sensed; the day alone before the product is opened. */
  readonly date: string | null;
  readonly level: Level | null;
  readonly percent: ClassPercent | null;
  readonly warnings: readonly string[];
}

/** `S2A_MSIL2A_20240506T101031_..._T33UVU_...`: what the name of a product tells before it is opened. */
function aboutByName(name: string): Omit<ProductAbout, 'level'> & { readonly level: Level | null } {
  const [, level] = /MSI(L1C|L2A)/.exec(name) ?? [];
  const [, day] = /_(\d{8})T\d{6}_/.exec(name) ?? [];
  const [, tile] = /_T(\d{2}[A-Z]{3})(?:_|\.|$)/.exec(name) ?? [];
  const date = day?.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3');
  return {
    name,
    tile: tile ?? null,
    // The time in the name is when the datatake began, minutes before this tile was seen.
    sensingTime: date ?? null,
    level: (level as Level | undefined) ?? null,
  };
}

/** The exports among the jobs, newest queue first, each queue in its order. */
export function seasonRows(jobs: readonly Job[], products: readonly ProductDetail[]): SeasonRow[] {
  return jobs
    .filter(({ kind }) => kind === 'export')
    .map((job): SeasonRow => {
      const open = products.find(({ id }) => id === job.product);
      const about = job.result?.about ?? open ?? aboutByName(job.title);
      return {
        job,
        name: about.name,
        tile: about.tile,
        date: about.sensingTime,
        level: about.level,
        percent: job.result?.percent ?? null,
        warnings: job.result?.warnings ?? [],
      };
    });
}

export const STATE_WORDS: Readonly<Record<Job['state'], string>> = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'not done',
  skipped: 'was there',
};

const SETTINGS_WORDS = { window: 'as shown', kept: 'as kept', recipe: 'one recipe', defaults: 'defaults' } as const;

/** Where the sliders and corrections of a row's mask came from, in words. */
export function madeText({ job }: SeasonRow): string {
  const made = job.result?.made ?? null;
  if (!made) return '';
  const from = SETTINGS_WORDS[made.settings];
  const byHand = made.corrections === 0 ? '' : `, ${made.corrections} by hand`;
  return `${from}${byHand}`;
}

export type Column =
  | 'tile'
  | 'date'
  | 'level'
  | 'state'
  | 'clear'
  | 'cloud'
  | 'semi'
  | 'shadow'
  | 'missing'
  | 'made'
  | 'seconds'
  | 'warnings'
  | 'files';

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

/** What a row is sorted by; null comes last, whichever way. */
function sortValue(row: SeasonRow, column: Column): string | number | null {
  if (column === 'tile' || column === 'date' || column === 'level') return row[column];
  if (column === 'state') return STATE_WORDS[row.job.state];
  if (column === 'made') return madeText(row) || null;
  if (column === 'warnings') return row.warnings.length;
  if (column === 'files') return row.job.result?.files.length ?? null;
  if (column === 'seconds') return row.job.state === 'done' ? (row.job.result?.seconds ?? null) : null;
  return row.percent?.[column] ?? null;
}

export function sortedRows(rows: readonly SeasonRow[], { column, descending }: Sorting): SeasonRow[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [sortValue(a, column), sortValue(b, column)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order =
      typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right));
    return descending ? -order : order;
  });
}

/** Rows in which every word of the filter occurs: in tile, date, level, state, settings, name or warnings. */
export function filteredRows(rows: readonly SeasonRow[], filter: string): SeasonRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = [
      row.name,
      row.tile,
      row.date,
      row.level,
      STATE_WORDS[row.job.state],
      madeText(row),
      ...row.warnings,
      row.job.error?.message,
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface SeasonProgress {
  readonly ended: number;
  readonly total: number;
  /** 0 to 1, that of running jobs counted. */
  readonly fraction: number;
  /** Null where it is not known yet, or nothing is under way. */
  readonly secondsLeft: number | null;
  readonly failed: number;
}

/** How far the rows are, with the time left by what those that are done took. */
export function seasonProgress(rows: readonly SeasonRow[]): SeasonProgress {
  const jobs = rows.map(({ job }) => job);
  const ended = jobs.filter(({ endedAt }) => endedAt !== null);
  const running = jobs.find(({ state }) => state === 'running');
  return {
    ended: ended.length,
    total: jobs.length,
    fraction: jobs.length === 0 ? 0 : (ended.length + (running?.fraction ?? 0)) / jobs.length,
    secondsLeft: secondsLeftOf(jobs),
    failed: jobs.filter(({ state }) => state === 'failed' || state === 'cancelled').length,
  };
}

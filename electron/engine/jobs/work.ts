import type { SceneHelper } from '../contract/common.ts';
import type { Job, JobRequest, MadeBy } from '../contract/jobs.ts';
import type { Reading } from '../contract/reading.ts';
import type { Area, Recipe } from '../contract/recipe.ts';
import type { CompositeJobRequest, PersistenceJobRequest } from '../contract/series.ts';
import type { GridMetres } from '../core/bands.ts';
import type { Correction } from '../mask/types.ts';

/** What a job of the queue does: a request whose handles became paths. Plain values, so that it can be written down and started again. */
export type Work =
  | { readonly kind: 'mask'; readonly product: string; readonly pack: string; readonly grid: GridMetres }
  | { readonly kind: 'features'; readonly product: string; readonly pack: string; readonly grid: GridMetres }
  | {
      readonly kind: 'adapt';
      /** Folder of the label project. */
      readonly project: string;
      readonly pack: string;
      readonly method: 'calibration' | 'head';
    }
  | {
      readonly kind: 'label-export';
      /** Folder of the label project. */
      readonly project: string;
      readonly format: string;
      /** Not there yet. */
      readonly folder: string;
    }
  | {
      readonly kind: 'label-import';
      readonly project: string;
      readonly format: string;
      /** A zip, a folder or a file. */
      readonly path: string;
      readonly over: 'machines' | 'everything';
    }
  | {
      readonly kind: 'export';
      /** Id of an open product, or a path. */
      readonly source: { readonly product: string } | ProductSource;
      readonly recipe: Recipe;
      readonly area: Area;
      /** Where sliders and corrections come from; `kept` ones are looked up when the job runs. */
      readonly settings?: MadeBy['settings'];
      readonly corrections?: readonly Correction[];
      readonly helper?: SceneHelper | undefined;
      readonly report?: Extract<JobRequest, { kind: 'export' }>['report'];
      readonly folder: string;
      readonly overwrite: boolean;
      readonly skipExisting: boolean;
    }
  | {
      readonly kind: 'batch';
      readonly paths: readonly string[];
      readonly recipe: Recipe;
      readonly settings?: MadeBy['settings'];
      readonly folder: string;
      readonly skipExisting: boolean;
    }
  | CompositeWork
  | PersistenceWork;

/** A product by its path, and how it is read where that was said. */
export interface ProductSource {
  readonly path: string;
  readonly granule?: string | undefined;
  readonly reading?: Reading | undefined;
}

/** A composite of open products, into a file. */
export interface CompositeWork extends Omit<CompositeJobRequest, 'target' | 'name'> {
  readonly path: string;
}

/** Persistent places of open products, into a file. */
export interface PersistenceWork extends Omit<PersistenceJobRequest, 'target' | 'name'> {
  readonly path: string;
}

/** What a job says of its work. */
export function describeWork(work: Work): Pick<Job, 'kind' | 'product' | 'grid' | 'pack'> {
  const { kind } = work;
  if (kind === 'mask' || kind === 'features') return { kind, product: work.product, grid: work.grid, pack: work.pack };
  if (kind === 'composite') return { kind, product: null, grid: work.grid, pack: work.dates[0]?.pack ?? null };
  if (kind === 'label-export' || kind === 'label-import') return { kind, product: null, grid: null, pack: null };
  if (kind === 'persistence') return { kind, product: null, grid: work.grid, pack: work.pack };
  if (kind === 'adapt') return { kind, product: null, grid: null, pack: work.pack };
  const product = kind === 'export' && 'product' in work.source ? work.source.product : null;
  return { kind, product, grid: work.recipe.grid, pack: work.recipe.pack };
}

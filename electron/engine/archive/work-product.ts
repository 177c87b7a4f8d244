import { mkdir, readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { OnProgress } from '../core/bytes.ts';
import { disk } from '../core/disk.ts';
import { CancelledError, ModelPackError, ProductError, throwIfCancelled } from '../core/errors.ts';
import { OWNER } from '../core/owner.ts';
import { type RecipeResult, runRecipe } from '../produce/recipe.ts';
import type { Workbench } from '../produce/workbench.ts';
import { openProduct } from '../product/open.ts';
import { collectionOf } from './collection.ts';
import { requireReplaceable } from './folder-access.ts';
import { isLease, type Lease, type LeaseHolder, takeLease } from './lease.ts';
import { type ManifestEntry, readManifestEntry } from './manifest.ts';
import { publish, RESULT_FILE, sweepStaging, wholeOutput } from './outputs.ts';
import { openOptionsOf, recipeForProduct } from './product-recipe.ts';
import { type AttemptResult, resultsOf, writeResult } from './result.ts';
import { type Run, RunError } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';
import { deathError, errorRecord, verdictOf } from './verdict.ts';

export interface WorkContext {
  readonly bench: Workbench;
  readonly folder: RunFolder;
  readonly run: Run;
  /** A folder of this worker's own on a quick disk, for everything that is not whole yet. */
  readonly scratch: string;
  /** Of the application. */
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

/** What became of a product; `taken` by another worker, which lives. */
export type WorkOutcome =
  | { readonly kind: 'done' | 'failed' | 'broken'; readonly entry: ManifestEntry; readonly result: AttemptResult }
  | { readonly kind: 'settled'; readonly entry: ManifestEntry; readonly as: 'done' | 'broken' }
  | { readonly kind: 'taken'; readonly entry: ManifestEntry; readonly holder: LeaseHolder };

/** A product that has ended so many workers is left aside. */
const DEATHS = 8;

/**
 * Does what is to be done for one product, once: what is done or given up already is left alone, however often it is
 * asked for, and of several workers one does it. The outcome is written down; masks appear as a whole or not at all.
 * @throws RunError for what this worker cannot do for any product; CancelledError, and then nothing is written down
 */
export async function workProduct(context: WorkContext, index: number): Promise<WorkOutcome> {
  const { folder } = context;
  const entry = await readManifestEntry(folder, index);
  const settled = await settledAs(context, entry);
  if (settled) return { kind: 'settled', entry, as: settled };
  const startedAt = new Date();
  const lease = await takeLease(folder, index, (holder) => writeDeath(context, entry, holder));
  if (!isLease(lease)) return { kind: 'taken', entry, holder: lease };
  try {
    const now = await settledAs(context, entry);
    if (now) return { kind: 'settled', entry, as: now };
    await sweepStaging(folder, index);
    const deaths = (await resultsOf(folder, index)).filter(({ kind }) => kind === 'died').length;
    const result = deaths < DEATHS ? await attempt(context, entry, lease, startedAt) : deadly(context, entry, deaths);
    if (result === null) return { kind: 'taken', entry, holder: { ...NOBODY, index } };
    await writeResult(folder, result);
    return { kind: result.kind as 'done' | 'failed' | 'broken', entry, result };
  } finally {
    await lease.release();
  }
}

const NOBODY: LeaseHolder = {
  index: 0,
  owner: '',
  host: 'another worker',
  process: 0,
  job: null,
  restarts: 0,
  startedAt: '',
};

/** Whether nothing is to be done; writes down what a killed worker had published and could not tell any more. */
async function settledAs({ folder }: WorkContext, entry: ManifestEntry): Promise<'done' | 'broken' | null> {
  const results = await resultsOf(folder, entry.index);
  const whole = await wholeOutput(folder, entry.id, entry.hash);
  if (whole) {
    if (!results.some(({ kind }) => kind === 'done')) await writeResult(folder, whole);
    return 'done';
  }
  return results.at(-1)?.kind === 'broken' ? 'broken' : null;
}

/** Null where another worker took the product meanwhile. */
async function attempt(
  context: WorkContext,
  entry: ManifestEntry,
  lease: Lease,
  startedAt: Date,
): Promise<AttemptResult | null> {
  const { folder, scratch } = context;
  const out = join(scratch, 'out');
  try {
    await disk.remove(out);
    await mkdir(out, { recursive: true });
    await requireReplaceable(folder, entry.id);
    const made = await make(context, entry, out);
    const files = (await readdir(out)).filter((name) => name !== RESULT_FILE && !name.startsWith('.')).toSorted();
    const sizes = await Promise.all(files.map(async (name) => ({ name, bytes: (await stat(join(out, name))).size })));
    const result: AttemptResult = {
      ...recordOf(context, entry, startedAt),
      kind: 'done',
      error: null,
      maskSeconds: made.seconds,
      files: sizes,
      percent: made.percent,
      pack: { id: made.pack, version: made.packVersion },
      grid: made.grid,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024 + made.networkBytes,
      warnings: [...made.warnings],
    };
    const isPublished = await publish(folder, { files: files.map((name) => join(out, name)), result, lease });
    return isPublished ? result : null;
  } catch (error) {
    throwIfCancelled(context.signal);
    if (error instanceof CancelledError || error instanceof RunError) throw error;
    return { ...recordOf(context, entry, startedAt), kind: verdictOf(error), error: errorRecord(error) };
  } finally {
    await disk.remove(out).catch(() => undefined);
    // Probabilities are of use while a person moves sliders; thousands of products would fill the disk.
    await disk.remove(context.bench.probabilityFolder).catch(() => undefined);
  }
}

async function make(context: WorkContext, entry: ManifestEntry, out: string): Promise<RecipeResult> {
  const { bench, folder, run, version, signal, onProgress } = context;
  const { settings, packs } = run;
  await stat(entry.place.replace(/#.*$/, '')).catch((cause: unknown) => {
    throw new ProductError(`${entry.place} is not there on this machine.`, {
      file: entry.place,
      remedy: 'Mount the disk of the products under the same path on every machine.',
      cause,
    });
  });
  const product = await openProduct(entry.place, { ...openOptionsOf(settings, entry.granule), signal });
  try {
    const planned = packs[product.level];
    const { recipe, plan } = await recipeForProduct(bench, product, settings, settings.device, planned?.id ?? null);
    if (planned && plan.pack.key !== planned.key) {
      throw new RunError(`The network ${plan.pack.id} of this machine is another one than the run was planned with.`, {
        file: plan.pack.folder,
        remedy: 'Install the same version of Nephoscope and its packs on every machine, or plan a new run.',
      });
    }
    return await runRecipe(bench, product, recipe, {
      area: settings.area,
      folder: out,
      place: { home: join(folder.masks, entry.id), collection: collectionOf(run) },
      overwrite: true,
      device: settings.device,
      version,
      signal,
      onProgress,
    });
  } catch (error) {
    if (error instanceof ModelPackError && planned404(error, packs)) {
      throw new RunError(error.message, {
        ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
        cause: error,
      });
    }
    throw error;
  } finally {
    await product.close();
  }
}

/** Whether a network that the run was planned with is not on this machine. */
function planned404(error: ModelPackError, packs: Run['packs']): boolean {
  return Object.values(packs).some(({ id }) => error.message.startsWith(`There is no model pack "${id}"`));
}

function deadly(context: WorkContext, entry: ManifestEntry, deaths: number): AttemptResult {
  return {
    ...recordOf(context, entry, new Date()),
    kind: 'broken',
    error: {
      name: 'EngineDeathError',
      message: `${deaths} workers died while they worked on it.`,
      remedy: 'Give it more memory or time, then "nephoscope archive retry RUN --broken".',
    },
  };
}

/** Tells of a worker that could not tell it itself. */
async function writeDeath(context: WorkContext, entry: ManifestEntry, holder: LeaseHolder | null): Promise<void> {
  await writeResult(context.folder, {
    ...recordOf(context, entry, holder ? new Date(holder.startedAt) : new Date()),
    kind: 'died',
    error: deathError(holder),
  });
}

function recordOf(
  { version }: WorkContext,
  { index, id, hash }: ManifestEntry,
  startedAt: Date,
): Omit<AttemptResult, 'kind' | 'error'> {
  const endedAt = new Date();
  return {
    index,
    id,
    hash,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    seconds: (endedAt.getTime() - startedAt.getTime()) / 1000,
    maskSeconds: 0,
    host: hostname(),
    worker: OWNER,
    version,
    files: [],
    percent: null,
    pack: null,
    grid: null,
    peakMemoryBytes: null,
    warnings: [],
  };
}

import { mkdir } from 'node:fs/promises';
import type { SceneHelper } from '../contract/common.ts';
import type { JobResult, MadeBy } from '../contract/jobs.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { GridMetres } from '../core/bands.ts';
import { ExportError } from '../core/errors.ts';
import { finishInterrupted } from '../export/staging.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { Work } from '../jobs/work.ts';
import type { Correction } from '../mask/types.ts';
import { type ExistingMask, existingMask } from '../produce/existing-mask.ts';
import { planRecipe } from '../produce/plan.ts';
import { runRecipe } from '../produce/recipe.ts';
import type { ReportSources } from '../produce/report-evidence.ts';
import { finishedWarning } from '../produce/room.ts';
import { openProduct } from '../product/open.ts';
import { requireOwnPlace } from '../product/own-place.ts';
import type { Product } from '../product/types.ts';
import { aboutProduct } from './batch.ts';
import type { SessionContext } from './context.ts';
import { keptHelper, keptScene } from './kept-scene.ts';
import { pathOf } from './path-of.ts';
import { productPlace } from './product-place.ts';

type Tools = Parameters<JobQueueOptions['run']>[1];
type Outcome = Awaited<ReturnType<JobQueueOptions['run']>>;
type ExportWork = Extract<Work, { kind: 'export' }>;

const NO_FILES: JobResult = { files: [], percent: null, seconds: 0, warnings: [] };
const UNKNOWN_MASK = 'Files of that name are there; nothing beside them says how they were made.';

/** Computes and writes what an export job asks for. */
export async function exportProduct(
  context: SessionContext,
  request: Extract<Work, { kind: 'export' }>,
  { signal, onProgress }: Tools,
): Promise<Outcome> {
  const { source, area, overwrite, skipExisting } = request;
  const { bench, version, confinement } = context;
  const own = 'path' in source;
  if (!own) await context.products.refresh(source.product);
  const product: Product = own
    ? await openProduct(await productPlace(context, source.path), { ...context.products.options(source), signal })
    : context.products.get(source.product).product;
  try {
    const folder = await confinement.inside(request.folder);
    await requireOwnPlace(folder);
    await mkdir(folder, { recursive: true }).catch(() => undefined);
    // Before looking what is there: half of it may be of an export that was killed while it replaced files.
    const finished = finishedWarning(await finishInterrupted(folder));
    const { device } = await context.state.settings();
    const { recipe, corrections, helper, settings } = await settingsOf(context, request, product);
    const plan = await planRecipe(bench, product, recipe, area, device);
    const about = aboutProduct(product);
    const made: MadeBy = {
      settings,
      pack: plan.pack.id,
      grid: plan.grid.pixelMetres,
      parameters: plan.parameters,
      corrections: corrections.length,
    };
    const existing = await existingMask({ product, recipe, plan, folder }, { corrections, helper });
    if (skipExisting && existing.files === 'all' && existing.made !== 'otherwise') {
      const unknown = existing.made === 'unknown' ? [UNKNOWN_MASK] : [];
      return { state: 'skipped', result: { ...NO_FILES, warnings: [...finished, ...unknown], about } };
    }
    if (skipExisting && existing.files !== 'none' && existing.made !== 'alike') throw madeOtherwise(existing, folder);
    const replaced = overwrite && existing.made === 'otherwise' ? [`Replaced ${existing.held}.`] : [];
    const result = await runRecipe(bench, product, recipe, {
      area,
      corrections,
      helper,
      reportSources: await reportSourcesOf(context, request, product),
      settings,
      folder,
      overwrite: overwrite || (skipExisting && existing.made === 'alike'),
      device,
      version,
      signal,
      onProgress,
      // Computing takes minutes, in which the folder can become a link to another one.
      beforeWriting: async () => void (await confinement.inside(folder)),
    });
    const { files, percent, seconds } = result;
    const handed = files.map(({ path, bytes }) => ({ ...context.grants.grant(path), bytes }));
    const warnings = [...finished, ...replaced, ...result.warnings];
    return { state: 'done', result: { files: handed, percent, seconds, warnings, made, about } };
  } finally {
    if (own) {
      await bench.rasters.release(product);
      await product.close();
    }
  }
}

/** A name is not given to another mask in silence. */
function madeOtherwise({ held, name }: ExistingMask, folder: string): ExportError {
  return new ExportError(`${name} is there already and was not made like this: it holds ${held}.`, {
    file: folder,
    remedy: 'Let the queue replace what is there, choose another folder, or use the settings that it was made with.',
  });
}

/** What a report compares with: references that were added to the open product, and what the request names. */
async function reportSourcesOf(
  context: SessionContext,
  { source, report }: ExportWork,
  product: Product,
): Promise<ReportSources> {
  const added = 'path' in source ? [] : context.references.list(product).filter(({ builtIn }) => !builtIn);
  const references = added.map(({ id, name }) => ({
    name,
    read: (metres: number) => context.references.read(product, id, metres as GridMetres),
  }));
  const points = report?.points && { ...report.points, path: await pathOf(context, report.points.handle) };
  return { references, areas: report?.areas ?? [], ...(points ? { points } : {}) };
}

interface Settings {
  readonly recipe: Recipe;
  readonly corrections: readonly Correction[];
  readonly helper: SceneHelper | undefined;
  readonly settings: MadeBy['settings'];
}

/** Sliders, network and corrections of an export: those of its request, or as they are kept of the scene. */
async function settingsOf(context: SessionContext, request: ExportWork, product: Product): Promise<Settings> {
  const { recipe, corrections = [], helper, settings = 'recipe' } = request;
  if (settings !== 'kept') return { recipe, corrections, helper, settings };
  const kept = await keptScene(context, product);
  if (!kept) return { recipe, corrections, helper, settings: 'defaults' };
  const pack = recipe.pack ?? kept.choice?.pack ?? null;
  return {
    recipe: { ...recipe, pack, parameters: kept.parameters },
    corrections: kept.corrections,
    helper: keptHelper(kept, pack, recipe.grid),
    settings,
  };
}

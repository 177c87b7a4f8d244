import { randomBytes } from 'node:crypto';
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { OnProgress } from '../core/bytes.ts';
import { NephoscopeError, throwIfCancelled } from '../core/errors.ts';
import { withFileLock } from '../core/file-lock.ts';
import { productFolderName } from '../export/names.ts';
import { outputPaths } from '../produce/outputs.ts';
import type { Workbench } from '../produce/workbench.ts';
import { openProduct } from '../product/open.ts';
import { requireOwnPlace } from '../product/own-place.ts';
import type { Product } from '../product/types.ts';
import { coarseRing } from './coarse-ring.ts';
import { type ManifestEntry, readManifest, writeManifest } from './manifest.ts';
import { expectedNeeds } from './needs.ts';
import { openOptionsOf, recipeForProduct } from './product-recipe.ts';
import { type ArchiveSettings, type Run, RunError, type RunPack, readRun, settingsHash, writeRun } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';
import { bytesAt } from './sizes.ts';
import { expandSources } from './sources.ts';

export interface PlanArchiveOptions {
  readonly sources: readonly string[];
  readonly settings: ArchiveSettings;
  /** Of the application. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface PlannedArchive {
  readonly run: Run;
  readonly added: number;
  /** Named more than once, or in the run already. */
  readonly known: number;
  /** Products that cannot be opened now; they stay in the run, for a download may still be under way. */
  readonly problems: readonly { readonly id: string; readonly message: string }[];
  /** What in the folders could not be looked into, and why: products in it are not in the run. */
  readonly skipped: readonly { readonly path: string; readonly message: string }[];
}

/** Products that are opened at a time. */
const AT_A_TIME = 4;
const NAMED_PROBLEMS = 100;

/**
 * Writes the run of all products that the sources name: `manifest.jsonl`, one product a line, and `run.json`. Planning
 * into a folder that holds a run with the same settings adds the products that it does not have; nothing that is done is
 * done again. One product after the other, however many there are.
 * @throws RunError where the folder holds a run with other settings, or the sources name nothing
 */
export async function planArchive(
  bench: Workbench,
  folder: RunFolder,
  options: PlanArchiveOptions,
): Promise<PlannedArchive> {
  await requireOwnPlace(folder.path);
  const made = await makeFolders(folder);
  try {
    return await withFileLock(folder.run, () => planLocked(bench, folder, options), options.signal);
  } catch (error) {
    // Only those that are empty go: what another plan wrote meanwhile stays.
    for (const path of made.toReversed()) await rmdir(path).catch(() => undefined);
    throw error;
  }
}

/** Makes the folders of a run; gives those that were not there, outermost first. */
async function makeFolders(folder: RunFolder): Promise<readonly string[]> {
  const made: string[] = [];
  for (const path of [folder.path, folder.masks, folder.results, folder.leases, folder.staging, folder.logs]) {
    const first = await mkdir(path, { recursive: true });
    for (let at = path; first !== undefined && at.length >= first.length; at = dirname(at)) made.push(at);
  }
  return made.toSorted((a, b) => a.length - b.length);
}

async function planLocked(
  bench: Workbench,
  folder: RunFolder,
  { sources, settings, version, signal, onProgress }: PlanArchiveOptions,
): Promise<PlannedArchive> {
  const before = (await stat(folder.run).catch(() => null)) === null ? null : await readRun(folder);
  if (before && settingsHash(before.settings, null) !== settingsHash(settings, null)) {
    throw new RunError('This folder holds a run with other settings.', {
      file: folder.run,
      remedy: 'Plan with the settings in run.json, or into another folder.',
    });
  }
  const packs: Record<string, RunPack> = { ...before?.packs };
  const ids = new Set<string>();
  const problems: { id: string; message: string }[] = [];
  const skipped: { path: string; message: string }[] = [];
  const onSkipped = (path: string, message: string): void => {
    if (skipped.length < NAMED_PROBLEMS) skipped.push({ path, message });
  };
  let [known, bytes] = [0, before?.bytes ?? 0];
  const writer = await writeManifest(folder);
  try {
    let index = 0;
    for await (const entry of readManifest(folder, before?.products ?? 0)) {
      ids.add(entry.id);
      await writer.add(entry);
      index++;
    }
    for await (const places of inGroups(expandSources(sources, onSkipped), AT_A_TIME)) {
      throwIfCancelled(signal);
      const described = await Promise.all(places.map((place) => describe(bench, { settings, signal }, packs, place)));
      for (const entry of described.flat()) {
        if (ids.has(entry.id)) {
          known++;
          continue;
        }
        ids.add(entry.id);
        bytes += entry.bytes;
        if (entry.problem !== undefined && problems.length < NAMED_PROBLEMS)
          problems.push({ id: entry.id, message: entry.problem });
        await writer.add({ ...entry, index: index++ });
      }
      onProgress?.({ fraction: 0, stage: `Looking at products: ${index}` });
    }
    await writer.finish();
    const run: Run = {
      kind: 'nephoscope archive',
      layout: 1,
      id: before?.id ?? randomBytes(4).toString('hex'),
      createdAt: before?.createdAt ?? new Date().toISOString(),
      version,
      settings,
      packs,
      products: index,
      bytes,
      needs: before?.needs ?? expectedNeeds(settings.recipe.grid, bench.threads),
    };
    await writeRun(folder, run);
    return { run, added: index - (before?.products ?? 0), known, problems, skipped };
  } finally {
    await writer.discard();
  }
}

/** Lines of a product: one for each granule. */
async function describe(
  bench: Workbench,
  { settings, signal }: Pick<PlanArchiveOptions, 'settings' | 'signal'>,
  packs: Record<string, RunPack>,
  place: string,
): Promise<readonly ManifestEntry[]> {
  const bytes = await bytesAt(place.replace(/#.*$/, ''));
  try {
    const open = (granule: string | null) =>
      openProduct(place, { ...openOptionsOf(settings, granule), ...(signal ? { signal } : {}) });
    const first = await open(null);
    const { granules } = first;
    const entries = [await describeGranule(bench, settings, packs, { product: first, place, bytes, granule: null })];
    for (const granule of granules.slice(1)) {
      const product = await open(granule);
      entries.push(await describeGranule(bench, settings, packs, { product, place, bytes: 0, granule }));
    }
    return entries;
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof NephoscopeError)) throw error;
    return [unopened(place, bytes, settings, error)];
  }
}

async function describeGranule(
  bench: Workbench,
  settings: ArchiveSettings,
  packs: Record<string, RunPack>,
  { product, place, bytes, granule }: { product: Product; place: string; bytes: number; granule: string | null },
): Promise<ManifestEntry> {
  try {
    const { level, tile, sensingTime, footprint, granules } = product;
    const { recipe, plan } = await recipeForProduct(
      bench,
      product,
      settings,
      settings.device,
      packs[level]?.id ?? null,
    );
    const { id, manifest, key, modelSha256 } = plan.pack;
    packs[level] ??= { id, version: manifest.version, key, sha256: modelSha256 };
    const outputs = outputPaths({ product, recipe, plan, folder: '' });
    return {
      index: 0,
      id: productFolderName(granules.length > 1 ? `${product.id}_${tile ?? product.granule}` : product.id),
      place,
      granule: granule ?? (granules.length > 1 ? product.granule : null),
      bytes,
      level,
      tile,
      sensingTime,
      footprint: footprint === null ? null : coarseRing(footprint),
      outputs: outputs.map((path) => basename(path)),
      hash: settingsHash(settings, plan.pack),
    };
  } finally {
    await product.close();
  }
}

/** What is known of a product that cannot be opened: its name. */
function unopened(place: string, bytes: number, settings: ArchiveSettings, error: NephoscopeError): ManifestEntry {
  const id = productFolderName(basename(place).replace(/\.(SAFE|zip|json)$/i, ''));
  const tile = /_T(\d{2}[A-Z]{3})_/.exec(id)?.[1] ?? null;
  const moment = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})_/.exec(id);
  const level = /_MSI(L1C|L2A)_/.exec(id)?.[1] as 'L1C' | 'L2A' | undefined;
  return {
    index: 0,
    id,
    place,
    granule: null,
    bytes,
    level: level ?? null,
    tile,
    sensingTime: moment ? `${moment.slice(1, 4).join('-')}T${moment.slice(4).join(':')}Z` : null,
    footprint: null,
    outputs: [],
    hash: settingsHash(settings, null),
    problem: error.message,
  };
}

async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

import { stat } from 'node:fs/promises';
import type { ChipReason, LabelChip } from '../contract/label-chips.ts';
import type { LabelProject, RecentLabelProject } from '../contract/labels.ts';
import { windowGrid } from '../core/grid.ts';
import { type Chip, listChips } from '../label/chips.ts';
import { writeCollection } from '../label/collection.ts';
import {
  type LabelFolder,
  openProject,
  type ProjectDocument,
  placesOfProduct,
  projectProduct,
} from '../label/project.ts';
import { isAddress } from '../product/remote/address.ts';
import { remoteRefusal } from '../product/remote/refusal.ts';
import { gridOutline } from '../product/scope.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from './context.ts';
import { NotFoundError } from './errors.ts';
import { pathOf } from './path-of.ts';
import type { OpenProduct } from './products.ts';

/** The project behind a handle. @throws NotFoundError, LabelError */
export async function labelFolder(context: SessionContext, handle: string): Promise<LabelFolder> {
  return openProject(await pathOf(context, handle));
}

/** A project as the API shows it. Writes its STAC collection anew where chips were added or taken away. */
export async function labelProject(context: SessionContext, handle: string): Promise<LabelProject> {
  const project = await labelFolder(context, handle);
  const { chips, notes } = await listChips(project);
  await writeCollection(project, chips);
  const { document, folder } = project;
  const count = (state: Chip['state']): number => chips.filter((chip) => chip.state === state).length;
  return {
    id: handle,
    name: document.name,
    displayPath: context.confinement.show(folder),
    chipPixels: document.chipPixels,
    grid: document.grid,
    seed: document.seed,
    products: document.products.map(labelProduct),
    batches: document.batches.map(({ number, createdAt, seed, chips: ids }) => ({
      number,
      createdAt,
      seed,
      chips: ids,
    })),
    counts: { new: count('new'), started: count('started'), accepted: count('accepted') },
    notes,
  };
}

function labelProduct({ key, name, tile, sensingTime, level }: ProjectDocument['products'][number]) {
  return { key, name, tile, sensingTime, level };
}

/** A chip as the API shows it. */
export function labelChip(project: LabelFolder, chip: Chip): LabelChip {
  const grid = windowGrid(chip.productGrid, chip.window);
  const { id, window, state, revision, split, place, batch, reason, counts, origins, correctedShare } = chip;
  return {
    id,
    product: labelProduct(projectProduct(project, chip.product.key)),
    window,
    grid,
    footprint: gridOutline(grid),
    state,
    revision,
    split,
    place,
    batch,
    reason,
    counts,
    origins,
    correctedShare,
  };
}

/** Opens a product of a project, or gives it where it is open. @throws NotFoundError where its files are not there */
export async function openProjectProduct(
  context: SessionContext,
  project: LabelFolder,
  key: string,
): Promise<OpenProduct> {
  const open = context.products.list().find(({ product }) => product.key === key);
  if (open) return open;
  const described = projectProduct(project, key);
  const choice = { granule: described.granule, reading: described.reading };
  for (const place of placesOfProduct(project.folder, described)) {
    if (isAddress(place)) throw remoteRefusal(described.name);
    const path = await context.confinement.inside(place).catch(() => null);
    const isThere = path !== null && (await stat(path).catch(() => null)) !== null;
    if (isThere) return context.products.open(path, choice);
  }
  throw new NotFoundError(`${described.name} is not where it was when its chips were made.`, {
    file: described.absolutePath,
    remedy: 'Put it back, or open it from where it is now: the project finds it again by its content.',
  });
}

/** Gives products of a project by their keys, opened where they are not. */
export function projectProducts(context: SessionContext, project: LabelFolder) {
  return async <T>(key: string, work: (product: Product) => Promise<T>): Promise<T> =>
    work((await openProjectProduct(context, project, key)).product);
}

/** Ranked chips first, by rank, then the others by name: the order in which to label. */
export function inOrderOfRank(chips: readonly Chip[]): Chip[] {
  const place = ({ batch, reason }: { batch: number | null; reason: ChipReason }): readonly [number, number] => [
    batch ?? Number.MAX_SAFE_INTEGER,
    'rank' in reason ? reason.rank : Number.MAX_SAFE_INTEGER,
  ];
  return [...chips].sort((a, b) => {
    const [[batchA, rankA], [batchB, rankB]] = [place(a), place(b)];
    return batchA - batchB || rankA - rankB || (a.id < b.id ? -1 : 1);
  });
}

/** Projects that were opened before, the last first. */
export async function recentLabelProjects(context: SessionContext): Promise<RecentLabelProject[]> {
  const entries = await context.state.labelProjects();
  const reachable = await Promise.all(entries.map(({ path }) => context.confinement.isReachable(path)));
  return Promise.all(
    entries
      .filter((_, index) => reachable[index])
      .map(async ({ path, name, openedAt }) => ({
        id: context.grants.grant(path).handle,
        name,
        displayPath: context.confinement.show(path),
        openedAt,
        available: (await stat(path).catch(() => null)) !== null,
      })),
  );
}

import { stat } from 'node:fs/promises';
import type { ChipReason, LabelChip } from '../contract/label-chips.ts';
import type { LabelProject, RecentLabelProject } from '../contract/labels.ts';
import { windowGrid } from '../core/grid.ts';
import { naturalOrder } from '../core/text.ts';
import { type Chip, listChips } from '../label/chips.ts';
import { writeCollection } from '../label/collection.ts';
import { type LabelFolder, openProject, type ProjectDocument, projectProduct } from '../label/project.ts';
import { gridOutline } from '../product/scope.ts';
import type { SessionContext } from './context.ts';
import { pathOf } from './path-of.ts';

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

/** Ranked chips first, by rank, then the others by name: the order in which to label. */
export function inOrderOfRank(chips: readonly Chip[]): Chip[] {
  const place = ({ batch, reason }: { batch: number | null; reason: ChipReason }): readonly [number, number] => [
    batch ?? Number.MAX_SAFE_INTEGER,
    'rank' in reason ? reason.rank : Number.MAX_SAFE_INTEGER,
  ];
  return [...chips].sort((a, b) => {
    const [[batchA, rankA], [batchB, rankB]] = [place(a), place(b)];
    return batchA - batchB || rankA - rankB || naturalOrder(a.id, b.id);
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

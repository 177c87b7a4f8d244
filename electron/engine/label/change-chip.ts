import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChipReason } from '../contract/label-chips.ts';
import { disk } from '../core/disk.ts';
import { NephoscopeError } from '../core/errors.ts';
import { withFileLock } from '../core/file-lock.ts';
import { type Window, windowGrid } from '../core/grid.ts';
import { inTurn } from '../core/in-turn.ts';
import { reasonOf } from '../core/system-errors.ts';
import { type NamedContent, stageContents } from '../export/stage-contents.ts';
import { finishInterrupted } from '../export/staging.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { encodeByteTiff } from './byte-tiff.ts';
import { CHIP_FILES, type Chip, chipFolder, readChip, readProposal, readRasters } from './chips.ts';
import { LabelError, writeDocument } from './documents.ts';
import { type ChipItem, toStacItem } from './item.ts';
import { CHIPS_FOLDER, type LabelFolder, type ProjectProduct } from './project.ts';
import { type ChipRasters, checkRasters, countLabels, countOrigins } from './rasters.ts';
import { chipId, placeOf, splitOf } from './windows.ts';

/** The chip was changed by someone else since it was read; becomes status 409. */
export class ChipConflictError extends LabelError {}

export interface NewChip {
  readonly product: Product;
  readonly described: ProjectProduct;
  readonly window: Window;
  readonly batch: number | null;
  /** What `score.json` is to hold. */
  readonly score: { readonly reason: ChipReason } & Readonly<Record<string, unknown>>;
}

/**
 * Makes a chip of which nothing is labelled; one that is there already stays as it is. Its folder gets its name when its
 * files are whole.
 */
export async function addChip(project: LabelFolder, wanted: NewChip): Promise<Chip> {
  const { product, described, window } = wanted;
  const { document } = project;
  const grid = productGrid(product, document.grid);
  const isDouble = document.products.some(({ name, key }) => name === described.name && key !== described.key);
  const id = chipId(isDouble ? `${described.name}.${described.key.slice(0, 6)}` : described.name, window);
  const folder = chipFolder(project, id);
  return inChip(folder, id, async () => {
    if (await isThere(join(folder, CHIP_FILES.item))) return readChip(project, id);
    const pixels = window.width * window.height;
    const place = placeOf(grid, window, described);
    const item: ChipItem = {
      id,
      product: described,
      window,
      productGrid: grid,
      state: 'new',
      revision: 0,
      place,
      split: splitOf(place, document.seed),
      batch: wanted.batch,
      counts: [pixels, 0, 0, 0, 0, 0],
      origins: [pixels, 0, 0, 0, 0],
      correctedShare: null,
    };
    const empty = encodeByteTiff(new Uint8Array(pixels), windowGrid(grid, window));
    const part = join(project.folder, CHIPS_FOLDER, `.${id}.part`);
    await disk.remove(part);
    await mkdir(part, { recursive: true });
    await disk.write(join(part, CHIP_FILES.labels), empty);
    await disk.write(join(part, CHIP_FILES.origin), empty);
    await writeDocument(join(part, CHIP_FILES.score), wanted.score);
    await writeDocument(join(part, CHIP_FILES.item), toStacItem(item, document.name));
    await disk.rename(part, folder);
    return readChip(project, id);
  });
}

/** Works on a chip in turn with others of this process; errors of the system become such about the chip. */
function inChip<T>(folder: string, id: string, work: () => Promise<T>): Promise<T> {
  return inTurn(folder, work).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof NephoscopeError || code === undefined) throw error;
    throw new LabelError(`The chip ${id} could not be changed: ${reasonOf(code)}.`, {
      file: folder,
      remedy: 'Free some space there, or make the folder writable.',
      cause: error,
    });
  });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export interface ChipChange {
  readonly rasters?: ChipRasters;
  /** What the network proposes now. */
  readonly proposal?: Uint8Array;
  readonly state?: ChipItem['state'];
}

/**
 * Changes a chip that is still at a revision. Its files are replaced together: after a crash at any moment they are the
 * old or the new ones.
 * @param revision that the change was made from; any where it is undefined
 * @throws ChipConflictError when the chip has another one by now; LabelError for labels that are none
 */
export async function changeChip(
  project: LabelFolder,
  id: string,
  revision: number | undefined,
  change: (chip: Chip) => Promise<ChipChange> | ChipChange,
): Promise<Chip> {
  const folder = chipFolder(project, id);
  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    inChip(folder, id, () => withFileLock(join(folder, '.chip'), work));
  await readChip(project, id);
  return alone(async () => {
    await finishInterrupted(folder);
    const chip = await readChip(project, id);
    if (revision !== undefined && revision !== chip.revision)
      throw new ChipConflictError(
        `The chip ${id} was changed meanwhile (revision ${chip.revision}, not ${revision}).`,
        {
          file: folder,
          remedy: 'Look at what it is now, and change it again.',
        },
      );
    const { rasters, proposal, state } = await change(chip);
    const grid = windowGrid(chip.productGrid, chip.window);
    const pixels = grid.width * grid.height;
    if (rasters) checkRasters(rasters, pixels);
    const now = rasters ?? (await readRasters(chip));
    const proposed = proposal ?? (await readProposal(chip));
    const item: ChipItem = {
      ...chip,
      state: state ?? (chip.state === 'new' ? 'started' : chip.state),
      revision: chip.revision + 1,
      counts: countLabels(now.labels),
      origins: countOrigins(now.origin),
      correctedShare: proposed && correctedShare(now.labels, proposed),
    };
    const files: NamedContent[] = [
      [CHIP_FILES.item, `${JSON.stringify(toStacItem(item, project.document.name), null, 2)}\n`],
    ];
    if (rasters) {
      files.push([CHIP_FILES.labels, encodeByteTiff(rasters.labels, grid)]);
      files.push([CHIP_FILES.origin, encodeByteTiff(rasters.origin, grid)]);
    }
    if (proposal) files.push([CHIP_FILES.network, encodeByteTiff(proposal, grid)]);
    await stageContents(folder, files, { overwrite: true });
    return readChip(project, id);
  });
}

/** Removes a chip with its labels. */
export async function removeChip(project: LabelFolder, id: string): Promise<void> {
  const folder = chipFolder(project, id);
  await inChip(folder, id, async () => {
    await readChip(project, id);
    const gone = join(project.folder, CHIPS_FOLDER, `.${id}.part`);
    await disk.remove(gone);
    await disk.rename(folder, gone);
    await disk.remove(gone);
  });
}

/** Of the pixels that are labelled and were proposed as something, the share that says otherwise; null without any. */
export function correctedShare(labels: Uint8Array, proposal: Uint8Array): number | null {
  let both = 0;
  let differing = 0;
  for (let i = 0; i < labels.length; i++) {
    const [label, proposed] = [labels[i]!, proposal[i]!];
    if (label < 1 || label > 4 || proposed < 1 || proposed > 4) continue;
    both++;
    if (label !== proposed) differing++;
  }
  return both === 0 ? null : differing / both;
}

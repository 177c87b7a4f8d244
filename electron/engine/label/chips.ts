import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChipReason } from '../contract/label-chips.ts';
import { naturalOrder } from '../core/text.ts';
import { finishInterrupted } from '../export/staging.ts';
import { LabelError, readDocument } from './documents.ts';
import { type ChipItem, itemSchema } from './item.ts';
import { CHIPS_FOLDER, type LabelFolder } from './project.ts';
import { type ChipRasters, checkRasters, readByteTiff } from './rasters.ts';

/** A chip: what its files say, and why it was chosen. */
export interface Chip extends ChipItem {
  readonly folder: string;
  readonly reason: ChipReason;
}

/** Names of a chip's files. */
export const CHIP_FILES = {
  item: 'item.json',
  labels: 'labels.tif',
  origin: 'origin.tif',
  network: 'network.tif',
  score: 'score.json',
};

const share = z.number().min(0).max(1);
const rank = z.number().int().min(1);
const scoreSchema = z.looseObject({
  reason: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('chosen') }),
    z.object({ kind: z.literal('uncertain'), uncertainty: share, rank }),
    z.object({ kind: z.literal('disagrees'), share, reference: z.string(), rank }),
    z.object({ kind: z.literal('chance') }),
  ]),
});

export function chipFolder({ folder }: Pick<LabelFolder, 'folder'>, id: string): string {
  return join(folder, CHIPS_FOLDER, id);
}

/** All chips of a project by name, numbers by their value, and what could not be read, in words. Writes that were killed are brought to their end. */
export async function listChips(
  project: Pick<LabelFolder, 'folder'>,
): Promise<{ readonly chips: readonly Chip[]; readonly notes: readonly string[] }> {
  const root = join(project.folder, CHIPS_FOLDER);
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const chips: Chip[] = [];
  const notes: string[] = [];
  for (const entry of entries.sort((a, b) => naturalOrder(a.name, b.name))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    try {
      await finishInterrupted(join(root, entry.name));
      chips.push(await readChip(project, entry.name));
    } catch (error) {
      if (!(error instanceof LabelError)) throw error;
      notes.push(`The chip ${entry.name} is left out: ${error.message}`);
    }
  }
  return { chips, notes };
}

/** @throws LabelError where there is no such chip */
export async function readChip(project: Pick<LabelFolder, 'folder'>, id: string): Promise<Chip> {
  const folder = chipFolder(project, id);
  const item = await readDocument(join(folder, CHIP_FILES.item), itemSchema);
  const scorePath = join(folder, CHIP_FILES.score);
  const hasScore = await stat(scorePath).then(
    () => true,
    () => false,
  );
  const reason: ChipReason = hasScore ? (await readDocument(scorePath, scoreSchema)).reason : { kind: 'chosen' };
  return { ...item, id, folder, reason };
}

/** Labels and origins of a chip. @throws LabelError */
export async function readRasters(chip: Chip): Promise<ChipRasters> {
  const path = join(chip.folder, CHIP_FILES.labels);
  const rasters = {
    labels: await readByteTiff(path, chip.window),
    origin: await readByteTiff(join(chip.folder, CHIP_FILES.origin), chip.window),
  };
  checkRasters(rasters, chip.window.width * chip.window.height, path);
  return rasters;
}

/** What the network proposed for a chip, codes 1 to 5 (0: nothing); null where nothing was taken from it. */
export async function readProposal(chip: Chip): Promise<Uint8Array | null> {
  const path = join(chip.folder, CHIP_FILES.network);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? readByteTiff(path, chip.window) : null;
}

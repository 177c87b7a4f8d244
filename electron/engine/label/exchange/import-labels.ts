import { basename } from 'node:path';
import { type Chip, changeChip, readRasters } from '../chips.ts';
import { LabelError } from '../documents.ts';
import { layOver, originCode } from '../edits.ts';
import type { LabelFolder } from '../project.ts';
import { openImport } from './archive.ts';
import { exchangeName, type FoundLabels } from './format.ts';
import type { ExchangeFormat } from './formats.ts';

export interface ImportLabels {
  readonly project: LabelFolder;
  readonly chips: readonly Chip[];
  readonly format: ExchangeFormat;
  /** A zip, a folder or a file. */
  readonly path: string;
  /** `machines` keeps what a person said; `everything` replaces all. */
  readonly over: 'machines' | 'everything';
}

export interface ImportedLabels {
  readonly chips: readonly Chip[];
  /** Chips of the project that the files say nothing of. */
  readonly without: readonly string[];
}

/**
 * Takes labels into the chips of their names. Everything is read and checked before anything is changed.
 * @throws LabelError for other codes, other sizes, names that are no chips; then the project is as it was
 */
export async function importLabels({ project, chips, format, path, over }: ImportLabels): Promise<ImportedLabels> {
  if (!format.read) throw new LabelError(`${format.title} can be written, not read.`);
  const found = await format.read(await openImport(path), path);
  const byName = new Map(chips.map((chip) => [exchangeName(chip), chip]));
  const unknown = found.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  if (unknown.length > 0)
    throw new LabelError(
      `${unknown.length} of ${found.length} images in ${basename(path)} are no chips of this project: ${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? ', ...' : ''}.`,
      {
        file: path,
        remedy: 'Name the images as the chips are named, or choose the project that they were exported from.',
      },
    );
  for (const one of found) requireSize(one, byName.get(one.name)!, path);
  const changed: Chip[] = [];
  for (const { name, labels } of found) {
    const chip = byName.get(name)!;
    changed.push(
      await changeChip(project, chip.id, undefined, async (current) => {
        const before = await readRasters(current);
        if (over === 'machines') return { rasters: layOver(before, labels, 'imported', over) };
        const origin = labels.map((label) => (label === 0 ? 0 : originCode('imported')));
        return { rasters: { labels, origin } };
      }),
    );
  }
  const names = new Set(found.map(({ name }) => name));
  return { chips: changed, without: [...byName.keys()].filter((name) => !names.has(name)) };
}

function requireSize({ name, width, height }: FoundLabels, { window }: Chip, path: string): void {
  if (width === window.width && height === window.height) return;
  throw new LabelError(`${name} has ${width} x ${height} pixels; its chip has ${window.width} x ${window.height}.`, {
    file: path,
    remedy: 'Annotate the images in the size in which they were exported.',
  });
}

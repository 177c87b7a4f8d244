import { basename } from 'node:path';
import type { OnProgress } from '../../core/bytes.ts';
import { throwIfCancelled } from '../../core/errors.ts';
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
  /** Heeded until all is read and checked. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Share of the progress that reading takes. */
const READ_SHARE = 0.5;

export interface ImportedLabels {
  readonly chips: readonly Chip[];
  /** Chips of the project that the files say nothing of. */
  readonly without: readonly string[];
}

/**
 * Takes labels into the chips of their names. Everything is read and checked before anything is changed.
 * @throws LabelError for other codes, other sizes, names that are no chips; then the project is as it was
 */
export async function importLabels(options: ImportLabels): Promise<ImportedLabels> {
  const { project, chips, format, path, over, signal, onProgress } = options;
  if (!format.read) throw new LabelError(`${format.title} can be written, not read.`);
  onProgress?.({ fraction: 0, stage: 'Reading and checking' });
  const found = await format.read(await openImport(path, signal), path);
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
  // From here on all or nothing, so that it is not cancelled any more.
  throwIfCancelled(signal);
  const changed: Chip[] = [];
  for (const [index, { name, labels }] of found.entries()) {
    onProgress?.({ fraction: READ_SHARE + ((1 - READ_SHARE) * index) / found.length, stage: 'Writing labels' });
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

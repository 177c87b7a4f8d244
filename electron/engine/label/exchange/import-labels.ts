import { basename } from 'node:path';
import type { OnProgress } from '../../core/bytes.ts';
import { NephoscopeError, throwIfCancelled } from '../../core/errors.ts';
import { fileSystemError } from '../../export/file-errors.ts';
import { changeChip } from '../change-chip.ts';
import { type Chip, readRasters } from '../chips.ts';
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
 * @throws LabelError for other codes, other sizes, names that are no chips, chips that cannot be read: then the project is
 * as it was; where the disk gives out, it tells how many chips have their labels, and taking them in again does the rest
 */
export async function importLabels(options: ImportLabels): Promise<ImportedLabels> {
  const { chips, format, path, signal, onProgress } = options;
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
  // Before any is changed.
  for (const { name } of found) {
    throwIfCancelled(signal);
    await readRasters(byName.get(name)!);
  }
  // From here on it is not cancelled any more.
  throwIfCancelled(signal);
  const changed: Chip[] = [];
  for (const [index, { name, labels }] of found.entries()) {
    onProgress?.({ fraction: READ_SHARE + ((1 - READ_SHARE) * index) / found.length, stage: 'Writing labels' });
    const chip = byName.get(name)!;
    try {
      changed.push(await takeIn(options, chip, labels));
    } catch (error) {
      throw index === 0 ? error : brokenOff(error, { chip, path, done: index, all: found.length });
    }
  }
  const names = new Set(found.map(({ name }) => name));
  return { chips: changed, without: [...byName.keys()].filter((name) => !names.has(name)) };
}

async function takeIn({ project, over }: ImportLabels, { id }: Chip, labels: Uint8Array): Promise<Chip> {
  return changeChip(project, id, undefined, async (current) => {
    if (over === 'machines') return { rasters: layOver(await readRasters(current), labels, 'imported', over) };
    const origin = labels.map((label) => (label === 0 ? 0 : originCode('imported')));
    return { rasters: { labels, origin } };
  });
}

/** The error of a disk that gave out, with how far it came. */
function brokenOff(cause: unknown, { chip, path, done, all }: BrokenOff): unknown {
  const told = fileSystemError(cause, chip.folder);
  if (!(told instanceof NephoscopeError)) return cause;
  return new LabelError(
    `${told.message} ${done} of ${all} chips have their labels by now; the others are as they were.`,
    {
      file: told.file ?? path,
      remedy: `${told.remedy ?? 'See to the disk.'} Then import ${basename(path)} again.`,
      cause,
    },
  );
}

interface BrokenOff {
  readonly chip: Chip;
  readonly path: string;
  readonly done: number;
  readonly all: number;
}

function requireSize({ name, width, height }: FoundLabels, { window }: Chip, path: string): void {
  if (width === window.width && height === window.height) return;
  throw new LabelError(`${name} has ${width} x ${height} pixels; its chip has ${window.width} x ${window.height}.`, {
    file: path,
    remedy: 'Annotate the images in the size in which they were exported.',
  });
}

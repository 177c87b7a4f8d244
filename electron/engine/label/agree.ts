import { join } from 'node:path';
import { type AccuracyReport, accuracyReport } from '../compare/confusion.ts';
import type { LabelAgreement, SettledBy } from '../contract/label-exchange.ts';
import { CLEAR, CLOUD } from '../core/classes.ts';
import { replaceFile } from '../core/disk.ts';
import { windowGrid } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import { encodeByteTiff } from './byte-tiff.ts';
import { addChip, changeChip } from './change-chip.ts';
import { type Chip, readRasters } from './chips.ts';
import { writeCollection } from './collection.ts';
import { LabelError, writeDocument } from './documents.ts';
import { originCode } from './edits.ts';
import { writeNewFolder } from './exchange/new-folder.ts';
import { placeNow } from './moved.ts';
import {
  changeProject,
  createProject,
  type LabelFolder,
  openProject,
  placeIn,
  projectProduct,
  withProduct,
} from './project.ts';
import type { ChipRasters } from './rasters.ts';

/** How far two people agree on the same chips. */
export interface Agreement {
  /** Chips that both projects have and both have labelled. */
  readonly chips: LabelAgreement['chips'];
  readonly uncompared: LabelAgreement['uncompared'];
  /** Row: the first project's class, column: the second's. */
  readonly report: AccuracyReport;
  /** Cohen's kappa (1960); null where one class is all there is. */
  readonly kappa: number | null;
}

/** A folder that is not there yet, and whose labels count by the first project's chips. */
export interface Settling {
  readonly folder: string;
  readonly choices: ReadonlyMap<string, SettledBy>;
}

type Pair = readonly [Chip, Chip];

const CODES = [1, 2, 3, 4] as const;
/** In a map of differences: nothing to compare, the same, or ten times the first's class plus the second's. */
const SAME = 1;

/** Compares the labels of two projects on the chips that both have. @throws LabelError where there are none */
export async function agreementOf(first: readonly Chip[], second: readonly Chip[]): Promise<Agreement> {
  const counts = CODES.map(() => CODES.map(() => 0));
  const chips: LabelAgreement['chips'][number][] = [];
  const uncompared = { first: 0, second: 0, apart: 0, unshared: 0 };
  const common = commonChips(first, second);
  for (const [a, b] of common) {
    const { compared, differing, said } = await compareChip([a, b], counts);
    if (compared > 0) chips.push({ id: a.id, otherId: b.id, compared, differing });
    else if (said !== null) uncompared[said]++;
  }
  uncompared.unshared = first.length + second.length - 2 * common.length;
  if (chips.length === 0)
    throw new LabelError('The two projects have no labelled pixel in common.', {
      remedy: 'Give projects whose chips are of the same products and windows.',
    });
  return { chips, uncompared, report: accuracyReport({ codes: CODES, counts }), kappa: cohensKappa(counts) };
}

function commonChips(first: readonly Chip[], second: readonly Chip[]): Pair[] {
  const key = ({ product, window }: Chip): string => `${product.key} ${JSON.stringify(window)}`;
  const others = new Map(second.map((chip) => [key(chip), chip]));
  return first.flatMap((chip): Pair[] => {
    const other = others.get(key(chip));
    return other ? [[chip, other]] : [];
  });
}

const isClass = (label: number): boolean => label >= CLEAR && label <= CLOUD;

interface ComparedChip {
  readonly compared: number;
  readonly differing: number;
  /** Who says a class in the chip: one, both (`apart` where nothing is compared), null for nobody. */
  readonly said: 'first' | 'second' | 'apart' | null;
}

async function compareChip([a, b]: Pair, counts: number[][]): Promise<ComparedChip> {
  const [one, two] = [(await readRasters(a)).labels, (await readRasters(b)).labels];
  let [compared, differing] = [0, 0];
  one.forEach((label, i) => {
    const other = two[i]!;
    if (!isClass(label) || !isClass(other)) return;
    compared++;
    if (label !== other) differing++;
    counts[label - 1]![other - 1]!++;
  });
  const [byFirst, bySecond] = [one.some(isClass), two.some(isClass)];
  const said = byFirst && bySecond ? 'apart' : byFirst ? 'first' : bySecond ? 'second' : null;
  return { compared, differing, said };
}

/** Agreement beyond chance: (observed - expected) / (1 - expected). */
export function cohensKappa(counts: readonly (readonly number[])[]): number | null {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0) / total);
  const columns = counts.map((_, c) => counts.reduce((sum, row) => sum + row[c]!, 0) / total);
  const observed = counts.reduce((sum, row, k) => sum + row[k]!, 0) / total;
  const expected = rows.reduce((sum, share, k) => sum + share * columns[k]!, 0);
  return expected === 1 ? null : (observed - expected) / (1 - expected);
}

/**
 * Makes a third project in which somebody settles what two disagree on: labels where both say the same; where they differ
 * those that were chosen for the chip, 0 without a choice; `differences.tif` in each chip tells who said what (1 the same, 12 to 43 the first's class and the second's),
 * and `differences.json` lists the chips, most to settle first.
 */
export async function adjudicate(
  first: LabelFolder,
  [chips, others]: readonly [readonly Chip[], readonly Chip[]],
  { folder, choices }: Settling,
  opened: <T>(key: string, work: (product: Product) => Promise<T>) => Promise<T>,
): Promise<LabelFolder> {
  const { chipPixels, grid, seed, name } = first.document;
  await writeNewFolder(folder, async (part) => {
    const made = await createProject(part, { name: `${name}, settled`, chipPixels, grid, seed });
    const list: { chip: string; differing: number }[] = [];
    const settled: Chip[] = [];
    for (const [a, b] of commonChips(chips, others)) {
      const described = await placedFor(folder, first, a);
      const current = await changeProject(made.folder, (document) => withProduct(document, described));
      const chip = await opened(a.product.key, (product) =>
        addChip(current, { product, described, window: a.window, batch: null, score: { reason: { kind: 'chosen' } } }),
      );
      const [one, two] = [await readRasters(a), await readRasters(b)];
      const rasters = settledRasters(one, two, choices.get(a.id) ?? 'neither');
      settled.push(await changeChip(current, chip.id, undefined, () => ({ rasters })));
      const map = one.labels.map((label, i) => {
        const other = two.labels[i]!;
        if (!isClass(label) || !isClass(other)) return 0;
        return label === other ? SAME : 10 * label + other;
      });
      await writeDifferences(join(chip.folder, 'differences.tif'), map, a);
      list.push({ chip: chip.id, differing: map.filter((value) => value > SAME).length });
    }
    await writeCollection(await changeProject(made.folder, (now) => now), settled);
    await writeDocument(
      join(part, 'differences.json'),
      list.sort((a, b) => b.differing - a.differing),
    );
  });
  return openProject(folder);
}

/** A product as the project in another folder writes it down: from there, where it is now. */
async function placedFor(folder: string, first: LabelFolder, { product: { key } }: Chip) {
  const described = projectProduct(first, key);
  const place = await placeNow(first.folder, described);
  return { ...described, ...placeIn(folder, place ?? described.absolutePath) };
}

/** Labels where both say the same, by a person where one of them did; elsewhere those that were chosen, with who said them. */
function settledRasters(one: ChipRasters, two: ChipRasters, by: SettledBy): ChipRasters {
  const chosen = { first: one, second: two, neither: null }[by];
  const [labels, origin] = [new Uint8Array(one.labels.length), new Uint8Array(one.labels.length)];
  labels.forEach((_, i) => {
    const isSame = one.labels[i] === two.labels[i];
    const from = isSame && two.origin[i] === originCode('person') ? two : isSame ? one : chosen;
    if (!from) return;
    labels[i] = from.labels[i]!;
    origin[i] = labels[i] === 0 ? 0 : from.origin[i]!;
  });
  return { labels, origin };
}

async function writeDifferences(path: string, map: Uint8Array, { productGrid, window }: Chip): Promise<void> {
  await replaceFile(path, encodeByteTiff(map, windowGrid(productGrid, window)), `${path}.part`);
}

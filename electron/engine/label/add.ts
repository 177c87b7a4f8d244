import type { Window } from '../core/grid.ts';
import type { Product } from '../product/types.ts';
import { addChip } from './change-chip.ts';
import { type Chip, listChips } from './chips.ts';
import type { ChosenCandidate } from './choose.ts';
import { writeCollection } from './collection.ts';
import {
  changeProject,
  describeProjectProduct,
  type LabelFolder,
  type ProjectProduct,
  withProduct,
} from './project.ts';

/** A product that chips are made of, and how it was opened. */
export interface ChipSource {
  readonly product: Product;
  readonly path: string;
  readonly reading?: ProjectProduct['reading'];
}

/** Adds chips that somebody chose; those that are there already stay as they are. */
export async function addWindows(
  project: LabelFolder,
  source: ChipSource,
  windows: readonly Window[],
): Promise<readonly Chip[]> {
  const described = describeProjectProduct(project.folder, source.product, source);
  const current = await changeProject(project.folder, (document) => withProduct(document, described));
  const chips: Chip[] = [];
  for (const window of windows) {
    const score = { reason: { kind: 'chosen' } } as const;
    chips.push(await addChip(current, { product: source.product, described, window, batch: null, score }));
  }
  await writeCollection(current, (await listChips(current)).chips);
  return chips;
}

/**
 * Adds chips that a ranking chose, as the project's next batch.
 * @param rule how they were chosen, to be kept
 * @param sources by key of their product
 */
export async function addBatch(
  project: LabelFolder,
  chosen: readonly ChosenCandidate[],
  sources: ReadonlyMap<string, ChipSource>,
  rule: { readonly seed: number } & Readonly<Record<string, unknown>>,
): Promise<readonly Chip[]> {
  const used = [...new Set(chosen.map(({ product }) => product))].map((key) => sources.get(key)!);
  const described = new Map(
    used.map((source) => [source.product.key, describeProjectProduct(project.folder, source.product, source)]),
  );
  let number = 0;
  const current = await changeProject(project.folder, (document) => {
    number = document.batches.length + 1;
    const batch = { number, createdAt: new Date().toISOString(), seed: rule.seed, rule, chips: [] };
    const withAll = [...described.values()].reduce(withProduct, document);
    return { ...withAll, batches: [...withAll.batches, batch] };
  });
  const chips: Chip[] = [];
  for (const { product, window, uncertainty, disagreement, reason } of chosen) {
    const score = { reason, uncertainty, disagreement, batch: number };
    chips.push(
      await addChip(current, {
        product: sources.get(product)!.product,
        described: described.get(product)!,
        window,
        batch: number,
        score,
      }),
    );
  }
  const ids = chips.map(({ id }) => id);
  const whole = await changeProject(project.folder, (document) => ({
    ...document,
    batches: document.batches.map((batch) => (batch.number === number ? { ...batch, chips: ids } : batch)),
  }));
  await writeCollection(whole, (await listChips(whole)).chips);
  return chips;
}

/** The seed of the next batch's choice by chance: from the project's own and the batch's number. */
export function nextSeed({ document }: LabelFolder): number {
  return (document.seed + document.batches.length + 1) % 2 ** 31;
}

/** Candidates that are no chips yet. */
export function withoutChips<T extends { readonly product: string; readonly window: Window }>(
  candidates: readonly T[],
  chips: readonly Chip[],
): T[] {
  const place = (product: string, { column, row }: Window): string => `${product} ${column} ${row}`;
  const there = new Set(chips.map((chip) => place(chip.product.key, chip.window)));
  return candidates.filter(({ product, window }) => !there.has(place(product, window)));
}

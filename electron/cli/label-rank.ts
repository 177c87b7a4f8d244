import { resolve } from 'node:path';
import type { Command } from 'commander';
import { GRID_METRES } from '../engine/core/bands.ts';
import { addBatch, type ChipSource, nextSeed, withoutChips } from '../engine/label/add.ts';
import type { Candidate } from '../engine/label/candidates.ts';
import { listChips } from '../engine/label/chips.ts';
import { chooseCandidates } from '../engine/label/choose.ts';
import { openProject } from '../engine/label/project.ts';
import { candidatesOf } from '../engine/label/rank.ts';
import { requireProducts } from '../engine/produce/find-products.ts';
import { openNamedProduct } from './open-product.ts';
import { addStackOptions, numberFlag, readingOf, type StackFlags, toOpenOptions, wholeFlag } from './stack-options.ts';
import { print, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

const MOST_CHIPS = 100_000;

interface RankFlags extends StackFlags {
  readonly count: string;
  readonly most: string;
  readonly chance: string;
  readonly grid: string;
  readonly pack?: string;
  readonly reference?: string;
  readonly add?: boolean;
  readonly json?: boolean;
}

/** `nephoscope label rank PROJECT PRODUCT...` */
export function addLabelRank(label: Command, signal: AbortSignal): void {
  const command = label
    .command('rank')
    .description('what to label next, by the stored probabilities of products whose masks are computed')
    .argument('<project>', 'folder of a label project')
    .argument('<products...>', 'products, or folders that hold some')
    .option('--count <number>', 'chips that are wanted', '20')
    .option('--most <number>', 'chips of one product at most', '3')
    .option('--chance <share>', 'share that is chosen by chance', '0.2')
    .option('--grid <metres>', 'grid of the stored masks: 10, 20 or 60', '20')
    .option('--pack <id>', 'whose probabilities count; the best for each product by default')
    .option('--reference <name>', '"scl", or another pack: to disagree with it counts as well')
    .option('--add', 'make chips of them')
    .option('--json', 'print one JSON object');
  addStackOptions(command).action(async (folder: string, products: string[], flags: RankFlags) => {
    const grid = GRID_METRES.find((metres) => String(metres) === flags.grid);
    if (grid === undefined) throw new UsageError(`--grid is 10, 20 or 60, not "${flags.grid}".`);
    const count = wholeFlag('--count', flags.count, [1, MOST_CHIPS]);
    const mostPerProduct = wholeFlag('--most', flags.most, [1, MOST_CHIPS]);
    const chanceShare = numberFlag('--chance', flags.chance)!;
    if (chanceShare < 0 || chanceShare > 1)
      throw new UsageError(`--chance is a share from 0 to 1, not ${flags.chance}.`);
    const reference = flags.reference ?? null;
    await withWorkbench(1, async (bench) => {
      const project = await openProject(resolve(folder));
      const packs = await bench.packsFor('auto');
      const ids = packs.map(({ id }) => id);
      requireKnown('--pack', flags.pack, ids);
      requireKnown('--reference', flags.reference, ['scl', ...ids]);
      const search = { packs, pack: flags.pack ?? null, grid, reference, signal };
      const candidates: Candidate[] = [];
      const notes: string[] = [];
      const sources = new Map<string, ChipSource>();
      const options = toOpenOptions(flags);
      const reading = readingOf(options);
      for (const path of await requireProducts(products.map((one) => resolve(one)))) {
        const product = await openNamedProduct(path, { ...options, signal });
        const found = await candidatesOf(bench, project, product, search);
        candidates.push(...found.candidates);
        notes.push(...found.notes);
        await bench.rasters.release(product);
        await product.close();
        // Grids and names stay after it is closed, and nothing else is asked of it.
        sources.set(product.key, { product, path, ...(reading ? { reading } : {}) });
      }
      const seed = nextSeed(project);
      const rule = { count, mostPerProduct, chanceShare, seed, reference };
      const chosen = chooseCandidates(withoutChips(candidates, (await listChips(project)).chips), rule);
      if (flags.add && chosen.length > 0)
        await addBatch(project, chosen, sources, { ...rule, pack: search.pack, grid });
      const rows = chosen.map(({ product, features: _, ...rest }) => ({
        product: sources.get(product)!.product.id,
        ...rest,
      }));
      if (flags.json) print(JSON.stringify({ chips: rows, candidates: candidates.length, seed, notes }));
      else print([...notes, ...rows.map(row)].join('\n') || 'There is nothing to rank.');
    });
  });
}

function requireKnown(flag: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  throw new UsageError(`${flag} is one of ${known.join(', ')}, not "${name}".`);
}

function row({
  product,
  window,
  uncertainty,
  reason,
}: Pick<Candidate, 'product' | 'window' | 'uncertainty'> & { readonly reason: { readonly kind: string } }): string {
  return `${uncertainty.toFixed(3)}  ${reason.kind.padEnd(9)}  row ${window.row}, column ${window.column}  ${product}`;
}

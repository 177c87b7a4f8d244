import type { z } from 'zod';
import type { RankedChips, rankSchema } from '../contract/label-rank.ts';
import { addBatch, nextSeed, withoutChips } from '../label/add.ts';
import type { Candidate } from '../label/candidates.ts';
import { type Chip, listChips } from '../label/chips.ts';
import { chooseCandidates } from '../label/choose.ts';
import type { LabelFolder } from '../label/project.ts';
import { candidatesOf } from '../label/rank.ts';
import type { SessionContext } from './context.ts';
import { eachSource } from './label-sources.ts';

/** Ranks the windows of open products that are no chips yet, and makes chips of the chosen ones where that is asked for. */
export async function rankChips(
  context: SessionContext,
  project: LabelFolder,
  request: z.output<typeof rankSchema>,
  signal?: AbortSignal,
): Promise<RankedChips> {
  const { bench, state, grants } = context;
  const packs = await bench.packsFor((await state.settings()).device);
  const { pack, grid, reference, count, mostPerProduct, chanceShare } = request;
  const candidates: Candidate[] = [];
  const notes: string[] = [];
  const { products, folder } = request;
  const { sources, notes: leftOut } = await eachSource(
    context,
    { products, folder },
    async (product) => {
      const found = await candidatesOf(bench, project, product, { packs, pack, grid, reference, signal });
      candidates.push(...found.candidates);
      notes.push(...found.notes);
    },
    signal,
  );
  notes.push(...leftOut);
  const seed = nextSeed(project);
  const rule = { count, mostPerProduct, chanceShare, seed, reference };
  const free = withoutChips(candidates, (await listChips(project)).chips);
  const chosen = chooseCandidates(free, rule);
  const chips: readonly (Chip | undefined)[] =
    request.add && chosen.length > 0 ? await addBatch(project, chosen, sources, { ...rule, pack, grid }) : [];
  return {
    chips: chosen.map(({ product: key, window, uncertainty, disagreement, reason }, index) => {
      const { product: source, path } = sources.get(key)!;
      const { id: name, tile, sensingTime, level } = source;
      const product = { key, name, tile, sensingTime, level };
      const { handle } = grants.grant(path);
      return { chip: chips[index]?.id ?? null, product, source: handle, window, uncertainty, disagreement, reason };
    }),
    candidates: free.length,
    seed,
    notes,
  };
}

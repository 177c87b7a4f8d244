import type { z } from 'zod';
import type { ChipDate, takeLabelsSchema } from '../contract/label-chips.ts';
import { ModelPackError } from '../core/errors.ts';
import { changeChip } from '../label/change-chip.ts';
import { type Chip, readRasters } from '../label/chips.ts';
import { clearShare, markNearestClear, showsSamePlace } from '../label/dates.ts';
import { layOver, onlyWithin } from '../label/edits.ts';
import type { LabelFolder } from '../label/project.ts';
import { correctionsOnChip, maskUnderChip } from '../label/take.ts';
import type { SessionContext } from './context.ts';
import { openProjectProduct } from './label-products.ts';
import type { OpenProduct } from './products.ts';

/** Labels of a chip from the mask of its scene, or from the corrections made there. */
export async function takeLabels(
  context: SessionContext,
  project: LabelFolder,
  { id, product: { key } }: Chip,
  request: z.output<typeof takeLabelsSchema>,
  signal?: AbortSignal,
): Promise<Chip> {
  const { bench, state } = context;
  const { mask, over, from, revision, within } = request;
  const wanted = (codes: Uint8Array): Uint8Array => (within ? onlyWithin(codes, within) : codes);
  if (from === 'corrections')
    return changeChip(project, id, revision, async (chip) => ({
      rasters: layOver(await readRasters(chip), wanted(correctionsOnChip(chip, mask.corrections)), 'person', over),
    }));
  const { product } = await openProjectProduct(context, project, key);
  const pack = (await bench.packs()).packs.find((candidate) => candidate.id === mask.pack);
  if (!pack) throw new ModelPackError(`There is no model pack "${mask.pack}".`, { remedy: 'Choose another one.' });
  const { device } = await state.settings();
  return changeChip(project, id, revision, async (chip) => {
    const proposal = await maskUnderChip(bench, chip, { product, pack, mask, device, signal });
    const by = mask.helper ? 'helper' : 'network';
    const rasters = layOver(await readRasters(chip), wanted(proposal), by, over);
    // What the network proposed is counted against; the helper's answer is a person's already.
    return mask.helper ? { rasters } : { rasters, proposal };
  });
}

/** The same place on other dates: products of the project and open ones that lie on the chip's grid. */
export async function chipDates(context: SessionContext, project: LabelFolder, chip: Chip): Promise<ChipDate[]> {
  const { bench, products, state } = context;
  const packs = await bench.packsFor((await state.settings()).device);
  const found = new Map<string, OpenProduct>();
  const own = project.document.products.filter(({ tile }) => tile === tileOf(project, chip));
  for (const { key } of own) {
    const entry = await openProjectProduct(context, project, key).catch(() => null);
    if (entry) found.set(key, entry);
  }
  for (const entry of products.list()) found.set(entry.product.key, entry);
  const dates = [...found.values()]
    .filter(({ product }) => product.key !== chip.product.key && showsSamePlace(product, chip.productGrid))
    .map(async ({ product }) => ({
      product: product.key,
      name: product.id,
      sensingTime: product.sensingTime,
      clearShare: await clearShare(bench, product, packs, chip),
    }));
  return markNearestClear(await Promise.all(dates), chip.product.sensingTime);
}

function tileOf({ document }: LabelFolder, chip: Chip): string | null {
  return document.products.find(({ key }) => key === chip.product.key)?.tile ?? null;
}

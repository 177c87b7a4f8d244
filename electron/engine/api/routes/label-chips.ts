import { Hono } from 'hono';
import {
  type AddChipsRequest,
  type AddedChips,
  addChipsSchema,
  type ChipStateAnswer,
  chipIdSchema,
  chipStateSchema,
  locateChipSchema,
} from '../../contract/label-chips.ts';
import type { Grid, Window } from '../../core/grid.ts';
import { addWindows } from '../../label/add.ts';
import { changeChip, removeChip } from '../../label/change-chip.ts';
import { listChips, readChip } from '../../label/chips.ts';
import { writeCollection } from '../../label/collection.ts';
import { type ObservedWindows, observedWindows } from '../../label/observed.ts';
import { coveringWindows, windowAround, windowAt, windowsOfArea } from '../../label/windows.ts';
import { productGrid } from '../../product/product-grid.ts';
import { chipDates } from '../../session/label-chips.ts';
import { locateProduct, openProjectProduct } from '../../session/label-products.ts';
import { inOrderOfRank, labelChip, labelFolder } from '../../session/label-projects.ts';
import { rememberedDetail } from '../../view/open-product.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody, parseBody } from '../json-body.ts';
import { type ChipAt, chipContentRoutes } from './chip-content.ts';

/** The windows that a request for chips means; of those that it counts out itself, the ones that `observed` finds pixels in. */
async function windowsWhere(
  where: AddChipsRequest['where'],
  grid: Grid,
  chipPixels: number,
  observed: (windows: readonly Window[]) => Promise<ObservedWindows>,
): Promise<ObservedWindows> {
  if (where.kind === 'around') return { observed: [windowAround(grid, where, chipPixels)], unobserved: 0 };
  if (where.kind === 'windows')
    return { observed: where.windows.map((first) => windowAt(grid, first, chipPixels)), unobserved: 0 };
  return await observed(
    where.kind === 'cover' ? coveringWindows(grid, chipPixels) : windowsOfArea(grid, where.polygons, chipPixels),
  );
}

/** Chips of a label project: add, list, find their products; what is in them: `chipContentRoutes`. */
export function labelChipRoutes(context: EngineContext): Hono {
  const at: ChipAt = async (params) => {
    const project = await labelFolder(context, params.project);
    return [project, await readChip(project, parseBody(chipIdSchema, params.chip))];
  };
  return new Hono()
    .use('/:project/chips/:chip?/:what?', async (c, next) => {
      await next();
      const { project, chip } = c.req.param();
      const isChange = c.req.method !== 'GET' && c.req.param('what') !== 'open';
      if (isChange && c.res.ok && project) context.events.emit({ type: 'labels', project, chip: chip ?? null });
    })
    .get('/:project/chips', async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(inOrderOfRank((await listChips(project)).chips).map((chip) => labelChip(project, chip)));
    })
    .post('/:project/chips', jsonBody(addChipsSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      const { product: id, where } = c.req.valid('json');
      const entry = context.products.get(id);
      const { chipPixels, grid: metres } = project.document;
      const grid = productGrid(entry.product, metres);
      const find = (windows: readonly Window[]) =>
        observedWindows(entry.product, grid, windows, context.bench.rasters, c.req.raw.signal);
      const found = await windowsWhere(where, grid, chipPixels, find);
      const chips = await addWindows(project, entry, found.observed);
      const current = await labelFolder(context, c.req.param('project'));
      const added: AddedChips = {
        chips: chips.map((chip) => labelChip(current, chip)),
        unobserved: found.unobserved,
      };
      return c.json(added, 201);
    })
    .get('/:project/chips/:chip', async (c) => {
      const [project, chip] = await at(c.req.param());
      return c.json(labelChip(project, chip));
    })
    .delete('/:project/chips/:chip', async (c) => {
      const [project, chip] = await at(c.req.param());
      await removeChip(project, chip.id);
      await writeCollection(project, (await listChips(project)).chips);
      return c.body(null, 204);
    })
    .post('/:project/chips/:chip/state', jsonBody(chipStateSchema), async (c) => {
      const [project, { id }] = await at(c.req.param());
      const { revision, state } = c.req.valid('json');
      const chip = await changeChip(project, id, revision, () => ({ state }));
      const open = inOrderOfRank((await listChips(project)).chips).filter((one) => one.state !== 'accepted');
      const next = open.find((one) => one.id !== id);
      const answer: ChipStateAnswer = {
        chip: labelChip(project, chip),
        next: next ? labelChip(project, next) : null,
      };
      return c.json(answer);
    })
    .get('/:project/chips/:chip/dates', async (c) => {
      const [project, chip] = await at(c.req.param());
      return c.json(await chipDates(context, project, chip));
    })
    .post('/:project/chips/:chip/open', async (c) => {
      const [project, chip] = await at(c.req.param());
      const entry = await openProjectProduct(context, project, chip.product.key, c.req.raw.signal);
      return c.json(await rememberedDetail(context, entry));
    })
    .post('/:project/chips/:chip/locate', jsonBody(locateChipSchema), async (c) => {
      const [project, chip] = await at(c.req.param());
      const entry = await locateProduct(context, project, chip, {
        ...c.req.valid('json'),
        signal: c.req.raw.signal,
      });
      return c.json(await rememberedDetail(context, entry));
    })
    .route('/', chipContentRoutes(context, at));
}

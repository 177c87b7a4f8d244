import { encode } from 'fast-png';
import { Hono } from 'hono';
import {
  type AddedChips,
  addChipsSchema,
  CHIP_REVISION_HEADER,
  type ChipStateAnswer,
  chipIdSchema,
  chipLayerQuerySchema,
  chipPictureQuerySchema,
  chipStateSchema,
  editChipSchema,
  locateChipSchema,
  takeLabelsSchema,
} from '../../contract/label-chips.ts';
import { ParameterError } from '../../core/errors.ts';
import { addWindows } from '../../label/add.ts';
import { changeChip, removeChip } from '../../label/change-chip.ts';
import { type Chip, listChips, readChip, readRasters } from '../../label/chips.ts';
import { writeCollection } from '../../label/collection.ts';
import { applyRuns } from '../../label/edits.ts';
import { chipLayer } from '../../label/layer.ts';
import { observedWindows } from '../../label/observed.ts';
import { drawChip } from '../../label/picture.ts';
import type { LabelFolder } from '../../label/project.ts';
import { coveringWindows, windowAround, windowAt, windowsOfArea } from '../../label/windows.ts';
import { productGrid } from '../../product/product-grid.ts';
import { RequestError } from '../../session/errors.ts';
import { chipDates, takeLabels } from '../../session/label-chips.ts';
import { locateProduct, openProjectProduct } from '../../session/label-products.ts';
import { inOrderOfRank, labelChip, labelFolder } from '../../session/label-projects.ts';
import { rememberedDetail } from '../../view/open-product.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody, parseBody } from '../json-body.ts';

/** Chips of a label project: add, list, read, change, draw. */
export function labelChipRoutes(context: EngineContext): Hono {
  const at = async (params: { project: string; chip: string }): Promise<[LabelFolder, Chip]> => {
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
      const found =
        where.kind === 'around'
          ? { observed: [windowAround(grid, where, chipPixels)], unobserved: 0 }
          : where.kind === 'windows'
            ? { observed: where.windows.map((first) => windowAt(grid, first, chipPixels)), unobserved: 0 }
            : await observedWindows(
                entry.product,
                grid,
                where.kind === 'cover'
                  ? coveringWindows(grid, chipPixels)
                  : windowsOfArea(grid, where.polygons, chipPixels),
                context.bench.rasters,
                c.req.raw.signal,
              );
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
    .get('/:project/chips/:chip/labels', async (c) => {
      const [, chip] = await at(c.req.param());
      const { labels, origin } = await readRasters(chip);
      return c.body(new Uint8Array(Buffer.concat([labels, origin])), 200, {
        'content-type': 'application/octet-stream',
        [CHIP_REVISION_HEADER]: String(chip.revision),
      });
    })
    .put('/:project/chips/:chip/labels', async (c) => {
      const [project, chip] = await at(c.req.param());
      const revision = Number(c.req.query('revision') ?? Number.NaN);
      if (!Number.isInteger(revision))
        throw new ParameterError('The revision that the labels were made from is missing.');
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const pixels = chip.window.width * chip.window.height;
      if (bytes.length !== 2 * pixels)
        throw new RequestError(`There are ${bytes.length} bytes; labels and origins of ${chip.id} take ${2 * pixels}.`);
      const rasters = { labels: bytes.subarray(0, pixels), origin: bytes.subarray(pixels) };
      return c.json(labelChip(project, await changeChip(project, chip.id, revision, () => ({ rasters }))));
    })
    .post('/:project/chips/:chip/edits', jsonBody(editChipSchema), async (c) => {
      const [project, { id }] = await at(c.req.param());
      const { revision, runs, origin } = c.req.valid('json');
      const changed = await changeChip(project, id, revision, async (chip) => ({
        rasters: applyRuns(await readRasters(chip), runs, origin),
      }));
      return c.json(labelChip(project, changed));
    })
    .post('/:project/chips/:chip/take', jsonBody(takeLabelsSchema), async (c) => {
      const [project, chip] = await at(c.req.param());
      const changed = await takeLabels(context, project, chip, c.req.valid('json'), c.req.raw.signal);
      return c.json(labelChip(project, changed));
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
      return c.json(await rememberedDetail(context, await openProjectProduct(context, project, chip.product.key)));
    })
    .post('/:project/chips/:chip/locate', jsonBody(locateChipSchema), async (c) => {
      const [project, chip] = await at(c.req.param());
      const entry = await locateProduct(context, project, chip, c.req.valid('json').handle);
      return c.json(await rememberedDetail(context, entry));
    })
    .get('/:project/chips/:chip/layer', async (c) => {
      const [project, chip] = await at(c.req.param());
      const wanted = parseBody(chipLayerQuerySchema, c.req.query());
      const { product } = await openProjectProduct(context, project, chip.product.key);
      const packs = await context.bench.packsFor((await context.state.settings()).device);
      const bytes = await chipLayer(context.bench, { product, packs }, chip, wanted);
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream' });
    })
    .get('/:project/chips/:chip/picture', async (c) => {
      const [project, chip] = await at(c.req.param());
      const { product: key, format, ...picture } = parseBody(chipPictureQuerySchema, c.req.query());
      const { product } = await openProjectProduct(context, project, key ?? chip.product.key);
      const drawn = await drawChip(product, chip, picture, context.bench.rasters, c.req.raw.signal);
      const { width, height, rgba } = drawn;
      const bytes = format === 'png' ? encode({ width, height, data: rgba, channels: 4 }) : rgba;
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': format === 'png' ? 'image/png' : 'application/octet-stream',
        'cache-control': 'max-age=600',
        'x-nephoscope-stretch': `${drawn.min.join(',')};${drawn.max.join(',')}`,
      });
    });
}

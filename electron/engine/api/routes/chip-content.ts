import { encode } from 'fast-png';
import { Hono } from 'hono';
import {
  CHIP_REVISION_HEADER,
  chipLayerQuerySchema,
  chipPictureQuerySchema,
  editChipSchema,
  takeLabelsSchema,
} from '../../contract/label-chips.ts';
import { ParameterError } from '../../core/errors.ts';
import { changeChip } from '../../label/change-chip.ts';
import { type Chip, readRasters } from '../../label/chips.ts';
import { applyRuns } from '../../label/edits.ts';
import { chipLayer } from '../../label/layer.ts';
import { drawChip } from '../../label/picture.ts';
import type { LabelFolder } from '../../label/project.ts';
import { RequestError } from '../../session/errors.ts';
import { takeLabels } from '../../session/label-chips.ts';
import { openProjectProduct } from '../../session/label-products.ts';
import { labelChip } from '../../session/label-projects.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody, parseBody } from '../json-body.ts';

/** Finds the chip of a request, and its project. */
export type ChipAt = (params: { project: string; chip: string }) => Promise<[LabelFolder, Chip]>;

/** What is in a chip: its labels, read and changed, and the pictures beneath them. */
export function chipContentRoutes(context: EngineContext, at: ChipAt): Hono {
  return new Hono()
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

import { join } from 'node:path';
import { encode } from 'fast-png';
import { Hono } from 'hono';
import { adaptReadiness } from '../../adapt/labelled.ts';
import { adaptSchema } from '../../contract/adapt.ts';
import { type LabelProgress, rankSchema, windowPictureQuerySchema } from '../../contract/label-rank.ts';
import { openLabelProjectSchema } from '../../contract/labels.ts';
import { listChips } from '../../label/chips.ts';
import { drawChip } from '../../label/picture.ts';
import { labelProgress } from '../../label/progress.ts';
import { createProject, type ProjectDocument } from '../../label/project.ts';
import { windowAt } from '../../label/windows.ts';
import { productGrid } from '../../product/product-grid.ts';
import { offerTunedPacks } from '../../session/adapt.ts';
import { labelFolder, labelProject, recentLabelProjects } from '../../session/label-projects.ts';
import { rankChips } from '../../session/label-rank.ts';
import { withSource } from '../../session/label-sources.ts';
import { pathOf } from '../../session/path-of.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody, parseBody } from '../json-body.ts';

/** Label projects: make, open, list, rank, progress. */
export function labelRoutes(context: EngineContext): Hono {
  return new Hono()
    .get('/', async (c) => c.json(await recentLabelProjects(context)))
    .post('/', jsonBody(openLabelProjectSchema), async (c) => {
      const { handle, create } = c.req.valid('json');
      const chosen = await pathOf(context, handle);
      const folder = create?.folder === undefined ? chosen : join(chosen, create.folder);
      if (create) await createProject(folder, create);
      const project = await labelProject(context, folder === chosen ? handle : context.grants.grant(folder).handle);
      await offerTunedPacks(context, folder);
      await context.state.rememberLabelProject(folder, project.name);
      // Whoever takes this process' place must know the new handle.
      await context.saveSession();
      return c.json(project, 201);
    })
    .get('/:project', async (c) => c.json(await labelProject(context, c.req.param('project'))))
    .get('/:project/progress', async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      const progress: LabelProgress = labelProgress(project.document, (await listChips(project)).chips);
      return c.json(progress);
    })
    .get('/:project/readiness', async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(await adaptReadiness((await listChips(project)).chips));
    })
    .post('/:project/adapt', jsonBody(adaptSchema), async (c) => {
      const { folder, document } = await labelFolder(context, c.req.param('project'));
      const work = { kind: 'adapt', project: folder, ...c.req.valid('json') } as const;
      const job = context.queue.add({ title: `Adapt to ${document.name}`, batch: null, work });
      await context.saveSession();
      return c.json(context.queue.get(job.id) ?? job, 202);
    })
    .get('/:project/window-picture', async (c) => {
      const { document } = await labelFolder(context, c.req.param('project'));
      const { source, ...first } = parseBody(windowPictureQuerySchema, c.req.query());
      const drawn = await withSource(context, await pathOf(context, source), async (product) => {
        const grid = productGrid(product, document.grid);
        const place = { productGrid: grid, window: windowAt(grid, first, document.chipPixels) };
        return drawChip(product, place, thumbnail(document), context.bench.rasters, c.req.raw.signal);
      });
      const { width, height, rgba } = drawn;
      const bytes = encode({ width, height, data: rgba, channels: 4 });
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'image/png', 'cache-control': 'max-age=600' });
    })
    .post('/:project/rank', jsonBody(rankSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      const ranked = await rankChips(context, project, c.req.valid('json'), c.req.raw.signal);
      if (c.req.valid('json').add) context.events.emit({ type: 'labels', project: c.req.param('project'), chip: null });
      return c.json(ranked);
    });
}

const THUMBNAIL_PIXELS = 128;

/** True colour, stretched alike everywhere, so that a cloud looks like a cloud. */
function thumbnail({ chipPixels }: ProjectDocument) {
  const coarser = Math.max(1, Math.floor(chipPixels / THUMBNAIL_PIXELS));
  return { bands: ['B04', 'B03', 'B02'], min: [0, 0, 0], max: [0.35, 0.35, 0.35], gamma: 1.4, coarser } as const;
}

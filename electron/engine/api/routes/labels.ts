import { join } from 'node:path';
import { Hono } from 'hono';
import { adaptSchema } from '../../contract/adapt.ts';
import { type LabelProgress, openLabelProjectSchema, rankSchema } from '../../contract/labels.ts';
import { listChips } from '../../label/chips.ts';
import { labelProgress } from '../../label/progress.ts';
import { createProject } from '../../label/project.ts';
import { offerTunedPacks } from '../../session/adapt.ts';
import { labelFolder, labelProject, recentLabelProjects } from '../../session/label-projects.ts';
import { rankChips } from '../../session/label-rank.ts';
import { pathOf } from '../../session/path-of.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';

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
    .post('/:project/adapt', jsonBody(adaptSchema), async (c) => {
      const { folder, document } = await labelFolder(context, c.req.param('project'));
      const work = { kind: 'adapt', project: folder, ...c.req.valid('json') } as const;
      const job = context.queue.add({ title: `Adapt to ${document.name}`, batch: null, work });
      await context.saveSession();
      return c.json(context.queue.get(job.id) ?? job, 202);
    })
    .post('/:project/rank', jsonBody(rankSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      const ranked = await rankChips(context, project, c.req.valid('json'), c.req.raw.signal);
      if (c.req.valid('json').add) context.events.emit({ type: 'labels', project: c.req.param('project'), chip: null });
      return c.json(ranked);
    });
}

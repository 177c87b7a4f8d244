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
      if (create) await createProject(await pathOf(context, handle), create);
      const project = await labelProject(context, handle);
      await offerTunedPacks(context, await pathOf(context, handle));
      await context.state.rememberLabelProject(await pathOf(context, handle), project.name);
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
      return c.json(await rankChips(context, project, c.req.valid('json'), c.req.raw.signal));
    });
}

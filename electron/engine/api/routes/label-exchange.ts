import { Hono } from 'hono';
import { agreeSchema, exportLabelsSchema, importLabelsSchema } from '../../contract/label-exchange.ts';
import type { SessionContext } from '../../session/context.ts';
import { agreeProjects, exportProject, importProject, LABEL_FORMATS } from '../../session/label-exchange.ts';
import { labelFolder } from '../../session/label-projects.ts';
import { jsonBody } from '../json-body.ts';

/** Labels of a project to and from other tools, and beside another project's. */
export function labelExchangeRoutes(context: SessionContext): Hono {
  return new Hono()
    .get('/:project/formats', (c) => c.json(LABEL_FORMATS))
    .post('/:project/export', jsonBody(exportLabelsSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(await exportProject(context, project, c.req.valid('json'), c.req.raw.signal), 201);
    })
    .post('/:project/import', jsonBody(importLabelsSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      const taken = await importProject(context, project, c.req.valid('json'));
      context.events.emit({ type: 'labels', project: c.req.param('project'), chip: null });
      return c.json(taken);
    })
    .post('/:project/agree', jsonBody(agreeSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(await agreeProjects(context, project, c.req.valid('json')));
    });
}

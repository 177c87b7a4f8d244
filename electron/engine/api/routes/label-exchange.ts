import { Hono } from 'hono';
import { agreeSchema, exportLabelsSchema, importLabelsSchema } from '../../contract/label-exchange.ts';
import type { SessionContext } from '../../session/context.ts';
import { agreeProjects, LABEL_FORMATS, queueExport, queueImport } from '../../session/label-exchange.ts';
import { labelFolder } from '../../session/label-projects.ts';
import { jsonBody } from '../json-body.ts';

/** Labels of a project to and from other tools, and beside another project's. */
export function labelExchangeRoutes(context: SessionContext): Hono {
  return new Hono()
    .get('/:project/formats', (c) => c.json(LABEL_FORMATS))
    .post('/:project/export', jsonBody(exportLabelsSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(await queueExport(context, project, c.req.valid('json')), 202);
    })
    .post('/:project/import', jsonBody(importLabelsSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(await queueImport(context, project, c.req.valid('json')), 202);
    })
    .post('/:project/agree', jsonBody(agreeSchema), async (c) => {
      const project = await labelFolder(context, c.req.param('project'));
      return c.json(await agreeProjects(context, project, c.req.valid('json')));
    });
}

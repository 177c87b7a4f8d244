import { join } from 'node:path';
import { Hono } from 'hono';
import {
  forgetProductSchema,
  locateProductSchema,
  newProjectSchema,
  openProjectSchema,
  putPartSchema,
  saveProjectSchema,
} from '../../contract/project.ts';
import { ParameterError } from '../../core/errors.ts';
import { RequestError } from '../../session/errors.ts';
import { ConflictError } from '../../session/json-file.ts';
import { pathOf } from '../../session/path-of.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';
import { revisionOf } from '../revision.ts';

const PART_BYTES = 16 * 2 ** 20;
const PART_NAME = /^[a-z][a-z0-9-]{0,39}$/;

const unfinishedText = (count: number): string =>
  count === 1 ? 'One job of this project is not finished.' : `${count} jobs of this project are not finished.`;

/** The project: what it is, opening and saving it, its missing products, the parts of the window's state in it. */
export function projectRoutes(context: EngineContext): Hono {
  const { projects, queue } = context;
  /** Jobs write into the project that they were started in. */
  const requireNoJobs = async (cancelJobs: boolean): Promise<void> => {
    const unfinished = queue.list().filter(({ endedAt }) => endedAt === null);
    if (unfinished.length === 0) return;
    if (!cancelJobs)
      throw new ConflictError(unfinishedText(unfinished.length), {
        remedy: 'Wait for them, or cancel them; what is finished stays.',
      });
    for (const { id } of unfinished) queue.cancel(id);
    await queue.idle();
  };
  return new Hono()
    .get('/', (c) => c.json(projects.state()))
    .get('/recent', async (c) => c.json(await projects.recent()))
    .post('/open', jsonBody(openProjectSchema), async (c) => {
      const { handle, recent, cancelJobs } = c.req.valid('json');
      if ((handle === undefined) === (recent === undefined))
        throw new RequestError('A project is opened by a handle or from the list of recent ones.');
      const path = handle === undefined ? await projects.recentPath(recent ?? '') : await pathOf(context, handle);
      await requireNoJobs(cancelJobs);
      await projects.open(path);
      return c.json(projects.state());
    })
    .post('/new', jsonBody(newProjectSchema), async (c) => {
      await requireNoJobs(c.req.valid('json').cancelJobs);
      await projects.create();
      return c.json(projects.state());
    })
    .post('/stop-opening', async (c) => {
      await projects.stopOpening();
      return c.json(projects.state());
    })
    .post('/try-missing', (c) => {
      projects.tryMissing();
      return c.json(projects.state());
    })
    .post('/save-as', jsonBody(saveProjectSchema), async (c) => {
      const asked = c.req.valid('json');
      if ('handle' in asked) await projects.saveAs(await pathOf(context, asked.handle), true);
      else await projects.saveAs(join(await pathOf(context, asked.folder), asked.name), asked.overwrite);
      return c.json(projects.state());
    })
    .post('/locate', jsonBody(locateProductSchema), async (c) => {
      const { key, handle } = c.req.valid('json');
      const path = handle === undefined ? undefined : await pathOf(context, handle);
      await projects.locate(key, path, c.req.raw.signal);
      return c.json(projects.state());
    })
    .post('/forget', jsonBody(forgetProductSchema), async (c) => {
      await projects.forget(c.req.valid('json').key);
      return c.json(projects.state());
    })
    .get('/parts', async (c) => c.json(await projects.parts()))
    .put('/parts/:name', jsonBody(putPartSchema), async (c) => {
      const name = c.req.param('name');
      if (!PART_NAME.test(name)) throw new ParameterError(`"${name}" is no name of a part of the window.`);
      const { value } = c.req.valid('json');
      const bytes = JSON.stringify(value ?? null).length;
      if (bytes > PART_BYTES) throw new ParameterError(`What is to be kept takes ${bytes} bytes of ${PART_BYTES}.`);
      return c.json({ revision: await projects.putPart(name, value ?? null, revisionOf(c.req.query('revision'))) });
    });
}

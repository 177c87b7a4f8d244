import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CancelledError, NephoscopeError } from '../core/errors.ts';
import { diskError } from '../export/file-errors.ts';
import { ChipConflictError } from '../label/change-chip.ts';
import { UNCONFINED } from '../session/confinement.ts';
import { BodyTooLargeError, errorBody, NotFoundError, RequestError } from '../session/errors.ts';
import { ConflictError } from '../session/json-file.ts';
import { createThumbnails } from '../view/thumbnails.ts';
import type { EngineContext } from './context.ts';
import { limitBody } from './json-body.ts';
import { appRoutes } from './routes/app.ts';
import { archiveRoutes } from './routes/archives.ts';
import { areaRoutes } from './routes/areas.ts';
import { dateRoutes } from './routes/dates.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes, jobRoutes } from './routes/jobs.ts';
import { labelChipRoutes } from './routes/label-chips.ts';
import { labelExchangeRoutes } from './routes/label-exchange.ts';
import { labelRoutes } from './routes/labels.ts';
import { productViewRoutes } from './routes/product-views.ts';
import { productRoutes } from './routes/products.ts';
import { projectRoutes } from './routes/project.ts';
import { recentRoutes } from './routes/recent.ts';
import { referenceRoutes } from './routes/references.ts';
import { remoteRoutes } from './routes/remote.ts';
import { shellRoutes } from './routes/shell.ts';
import { viewRoutes } from './routes/views.ts';

/** Nobody reads this answer. */
const CLIENT_CLOSED_REQUEST = 499;
const SHOWN_PATH = 100;

function statusOf(error: Error): number {
  if (error instanceof CancelledError) return CLIENT_CLOSED_REQUEST;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof ConflictError || error instanceof ChipConflictError) return 409;
  if (error instanceof BodyTooLargeError) return 413;
  return error instanceof NephoscopeError ? 400 : 500;
}

/** The whole API as one handler. Errors become the contract's `ErrorBody`: 400 for the user's, 404, 409, 413, 499, 500. */
export function createApi(context: EngineContext): Hono {
  const app = new Hono();
  const thumbnails = createThumbnails(context);
  app.onError((error, c) => {
    const told = error instanceof HTTPException ? new RequestError(error.message) : (diskError(error) ?? error);
    const status = c.req.raw.signal.aborted ? CLIENT_CLOSED_REQUEST : statusOf(told);
    return c.json(errorBody(told, context.confinement), status as ContentfulStatusCode);
  });
  app.notFound((c) => {
    const error = new NotFoundError(`There is no ${c.req.method} ${c.req.path.slice(0, SHOWN_PATH)}.`);
    return c.json(errorBody(error, UNCONFINED), 404);
  });
  app.use(limitBody);
  for (const path of ['/api/products/:id/:what', '/api/jobs', '/api/exports'])
    app.use(path, async (_, next) => {
      void context.lookAhead.giveWay();
      await next();
    });
  // What is asked of a product is asked of its files as they are now.
  app.use('/api/products/:id/:what{.+}', async (c, next) => {
    if (c.req.method !== 'DELETE') await context.products.refresh(c.req.param('id'));
    await next();
  });
  return app
    .route('/shell', shellRoutes(context))
    .route('/api', appRoutes(context))
    .route('/api/events', eventRoutes(context))
    .route('/api/archives', archiveRoutes(context))
    .route('/api/areas', areaRoutes())
    .route('/api/jobs', jobRoutes(context))
    .route('/api/exports', exportRoutes(context))
    .route('/api/labels', labelRoutes(context))
    .route('/api/labels', labelChipRoutes(context))
    .route('/api/labels', labelExchangeRoutes(context))
    .route('/api/project', projectRoutes(context))
    .route('/api/remote', remoteRoutes(context))
    .route('/api/recent', recentRoutes(context, thumbnails))
    .route('/api', productRoutes(context))
    .route('/api', productViewRoutes(context))
    .route('/api', referenceRoutes(context))
    .route('/api/products', viewRoutes(context))
    .route('/api/products', dateRoutes(context, thumbnails));
}

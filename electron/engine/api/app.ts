import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { CancelledError, NephoscopeError } from '../core/errors.ts';
import { errorBody, NotFoundError } from '../session/errors.ts';
import type { EngineContext } from './context.ts';
import { appRoutes } from './routes/app.ts';
import { areaRoutes } from './routes/areas.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes, jobRoutes } from './routes/jobs.ts';
import { productRoutes } from './routes/products.ts';
import { recentRoutes } from './routes/recent.ts';
import { shellRoutes } from './routes/shell.ts';
import { viewRoutes } from './routes/views.ts';

/** The whole API as one handler. Errors become the contract's `ErrorBody`: 400 for the user's, 404, 499, 500. */
export function createApi(context: EngineContext): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof CancelledError || c.req.raw.signal.aborted) return c.json(errorBody(error), 499 as 400);
    if (error instanceof NotFoundError) return c.json(errorBody(error), 404);
    return c.json(errorBody(error), error instanceof NephoscopeError ? 400 : 500);
  });
  app.notFound((c) => c.json(errorBody(new NotFoundError(`There is no ${c.req.method} ${c.req.path}.`)), 404));
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
    .route('/api/areas', areaRoutes())
    .route('/api/jobs', jobRoutes(context))
    .route('/api/exports', exportRoutes(context))
    .route('/api/recent', recentRoutes(context))
    .route('/api', productRoutes(context))
    .route('/api/products', viewRoutes(context));
}

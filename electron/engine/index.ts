import { createApi } from './api/app.ts';
import { openEngineSession, type SessionOptions } from './session/open-session.ts';
import { createLookAhead } from './view/look-ahead.ts';
import { createMaskViews } from './view/mask-views.ts';

export type EngineOptions = SessionOptions;

export interface Engine {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** Assembles the engine; it goes on where a predecessor in the same session folder stopped. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { modelsFolder, samplesFolder } = options;
  const session = await openEngineSession(options, (product) => lookAhead.forget(`${product.contentKey} `));
  const { bench, queue } = session.context;
  const lookAhead = createLookAhead({ isBusy: () => queue.list().some(({ endedAt }) => endedAt === null) });
  const masks = createMaskViews(bench);
  await session.resume();
  const api = createApi({ ...session.context, modelsFolder, samplesFolder, masks, lookAhead });
  return {
    fetch: async (request) => api.fetch(request),
    async close() {
      await Promise.all([masks.close(), lookAhead.close()]);
      await session.close();
    },
  };
}

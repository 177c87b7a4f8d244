import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { EngineEvent } from '../../contract/app.ts';
import type { EngineContext } from '../context.ts';

const KEEP_ALIVE_MILLISECONDS = 15_000;

/** GET /api/events: first every job as it is now, then what happens. */
export function eventRoutes(context: EngineContext): Hono {
  return new Hono().get('/', (c) =>
    streamSSE(c, async (stream) => {
      const waiting: EngineEvent[] = context.queue.list().map((job) => ({ type: 'job', job }));
      let wake = (): void => undefined;
      const unsubscribe = context.events.subscribe((event) => {
        waiting.push(event);
        wake();
      });
      stream.onAbort(() => {
        unsubscribe();
        wake();
      });
      while (!stream.aborted) {
        for (const { type, ...rest } of waiting.splice(0)) {
          await stream.writeSSE({ event: type, data: JSON.stringify(rest) });
        }
        let timer: NodeJS.Timeout | undefined;
        const timeUp = await new Promise<boolean>((resolve) => {
          wake = () => resolve(false);
          if (waiting.length > 0 || stream.aborted) resolve(false);
          timer = setTimeout(() => resolve(true), KEEP_ALIVE_MILLISECONDS);
        });
        clearTimeout(timer);
        if (timeUp) await stream.writeSSE({ event: 'keep-alive', data: '' });
      }
    }),
  );
}

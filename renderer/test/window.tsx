import { waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import type { TestEngine } from '../../electron/test/test-engine.ts';
import { startTestEngine } from '../../electron/test/test-engine.ts';
import { openSample as openSampleHere } from '../actions/products.ts';
import { useFileQuestion } from '../api/bridge.ts';
import type { Choice, Job, Level, ProductDetail } from '../api/types.ts';
import { useEvents } from '../app/use-events.ts';
import { drawnImages, endedPreviews } from '../state/milestones.ts';
import { activeProduct, queryClient } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';
import { eventSourceOver } from './event-source.ts';
import { answerRequests, clearPage, type Interception, PATIENCE, show } from './page.tsx';

export { never, refusal, untilGivenUp } from './page.tsx';

/** Parts of the window on a real engine: what they ask for goes to its one `fetch`, as in the shells. */
export interface TestWindow {
  readonly test: TestEngine;
  /** Draws a part as the window would. */
  show(part: ReactElement): ReturnType<typeof show>;
  /** Draws a part beside what follows the engine's events, as the window's frame does. */
  showLive(part: ReactElement): ReturnType<typeof show>;
  /** From now on some requests are answered here: never, late, or with an error. */
  intercept(interception: Interception | null): void;
  /** Opens a built-in sample, as its button does, and waits for its preview mask, which is computed once in a window. */
  openSample(level?: Level): Promise<ProductDetail>;
  /** Waits for the preview mask of a product that was opened otherwise. */
  previewed(product: ProductDetail): Promise<void>;
  /** Chooses a file or folder where the window asks for one; null cancels. */
  choose(path: string | null): Promise<void>;
  /** Takes the part down and forgets what the window knew. */
  clear(): void;
  close(): Promise<void>;
}

function Events() {
  useEvents();
  return null;
}

export async function startTestWindow(): Promise<TestWindow> {
  const test = await startTestEngine();
  let interception: Interception | null = null;
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const answer = await interception?.(path, init);
    if (answer) return answer;
    const { signal, keepalive: _, ...rest } = init;
    // The signal of this page is another one than Node's; giving up is left to the caller.
    const response = await test.engine.fetch(new Request(new URL(path, 'http://engine'), rest));
    if (signal?.aborted) throw new DOMException('Given up.', 'AbortError');
    return response;
  };
  const giveBack = answerRequests(ask);
  Object.assign(globalThis, { EventSource: eventSourceOver((path) => ask(path, {})) });
  const previewed = async (product: ProductDetail): Promise<void> => {
    drawnImages.reached(product.id);
    await waitFor(async () => {
      if (useUi.getState().previewWaits === product.id) throw new Error('The preview mask is not asked for yet.');
      const [mask] = await test.json<{ fraction: number }[]>('GET', `/api/products/${product.id}/masks`);
      if (mask?.fraction !== 1) throw new Error('The preview mask is not computed yet.');
    }, PATIENCE);
    for (const job of await test.json<Job[]>('GET', '/api/jobs')) await test.ended(job.id);
    await queryClient.invalidateQueries({ queryKey: ['masks'] });
    // As the events tell where the window is live.
    endedPreviews.reached(product.id);
  };
  return {
    test,
    show,
    previewed,
    showLive: (part) =>
      show(
        <>
          <Events />
          {part}
        </>,
      ),
    intercept(next) {
      interception = next;
    },
    async openSample(level = 'L2A') {
      await openSampleHere(level);
      const product = activeProduct()!;
      await previewed(product);
      return product;
    },
    async choose(path) {
      const question = await waitFor(() => {
        const asked = useFileQuestion.getState().question;
        if (!asked) throw new Error('Nothing asks for a file.');
        return asked;
      }, PATIENCE);
      question.answer(path === null ? [] : [await test.json<Choice>('POST', '/shell/grants', { path })]);
    },
    clear() {
      interception = null;
      clearPage();
    },
    async close() {
      giveBack();
      await test.close();
    },
  };
}

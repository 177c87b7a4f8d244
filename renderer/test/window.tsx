import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import type { TestEngine } from '../../electron/test/test-engine.ts';
import { startTestEngine } from '../../electron/test/test-engine.ts';
import { allCommands } from '../actions/commands/index.ts';
import { theme } from '../app/theme.ts';
import { defineCommands } from '../commands/registry.ts';
import { useMessages } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';

/** Answers a request in the engine's place; undefined lets it through. */
export type Interception = (path: string, init: RequestInit) => Response | Promise<Response> | undefined;

/** Parts of the window on a real engine: what they ask for goes to its one `fetch`, as in the shells. */
export interface TestWindow {
  readonly test: TestEngine;
  /** Draws a part as the window would. */
  show(part: ReactElement): ReturnType<typeof render>;
  /** From now on some requests are answered here: never, late, or with an error. */
  intercept(interception: Interception | null): void;
  /** Takes the part down and forgets what the window knew. */
  clear(): void;
  close(): Promise<void>;
}

const INITIAL = { ui: useUi.getState(), scenes: useScenes.getState(), messages: useMessages.getState() };

export async function startTestWindow(): Promise<TestWindow> {
  const test = await startTestEngine();
  let interception: Interception | null = null;
  const real = globalThis.fetch;
  defineCommands(allCommands);
  globalThis.fetch = async (input, init = {}) => {
    const path = String(input).replace(/^\.\//, '/');
    const answer = await interception?.(path, init);
    if (answer) return answer;
    const { signal, keepalive: _, ...rest } = init;
    // The signal of this page is another one than Node's; giving up is left to the caller.
    const response = await test.engine.fetch(new Request(new URL(path, 'http://engine'), rest));
    if (signal?.aborted) throw new DOMException('Given up.', 'AbortError');
    return response;
  };
  return {
    test,
    show: (part) =>
      render(
        <QueryClientProvider client={queryClient}>
          <MantineProvider theme={theme} env="test">
            {part}
          </MantineProvider>
        </QueryClientProvider>,
      ),
    intercept(next) {
      interception = next;
    },
    clear() {
      cleanup();
      interception = null;
      queryClient.clear();
      useUi.setState(INITIAL.ui, true);
      useScenes.setState(INITIAL.scenes, true);
      useMessages.setState(INITIAL.messages, true);
    },
    async close() {
      globalThis.fetch = real;
      await test.close();
    },
  };
}

/** An answer that does not come. */
export const never = (): Promise<Response> => new Promise(() => undefined);

/** An error as the engine says it. */
export const refusal = (message: string, status = 500): Response =>
  Response.json({ error: { name: 'TestError', message } }, { status });

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { allCommands } from '../actions/commands/index.ts';
import { useFileQuestion } from '../api/bridge.ts';
import { ContextMenu } from '../app/ContextMenu.tsx';
import { theme } from '../app/theme.ts';
import { closeContextMenu } from '../commands/context-menu.ts';
import { defineCommands } from '../commands/registry.ts';
import { useMessages } from '../state/messages.ts';
import { clearPins } from '../state/pins.ts';
import { queryClient } from '../state/queries.ts';
import { useScenes } from '../state/scenes.ts';
import { useCursor, useUi } from '../state/ui.ts';

/** Answers a request in the engine's place; undefined lets it through. */
export type Interception = (path: string, init: RequestInit) => Response | Promise<Response> | undefined;

/** What the loaded machine of a test may take until something is there. */
export const PATIENCE = { timeout: 60_000 };
configure({ asyncUtilTimeout: PATIENCE.timeout });

/** An answer that does not come. */
export const never = (): Promise<Response> => new Promise(() => undefined);

/** No answer until the request is given up, as of a disk that does not come back. */
export const untilGivenUp = ({ signal }: RequestInit): Promise<Response> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('Given up.', 'AbortError')));
  });

/** An error as the engine says it. */
export const refusal = (message: string, status = 500): Response =>
  Response.json({ error: { name: 'TestError', message } }, { status });

const INITIAL = { ui: useUi.getState(), scenes: useScenes.getState(), messages: useMessages.getState() };

/** Draws a part as the window would, with all its commands. */
export function show(part: ReactElement): ReturnType<typeof render> {
  defineCommands(allCommands);
  return render(
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} env="test">
        {part}
        <ContextMenu />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

/** Takes what is shown down and forgets what the window knew. */
export function clearPage(): void {
  cleanup();
  queryClient.clear();
  useUi.setState(INITIAL.ui, true);
  useScenes.setState(INITIAL.scenes, true);
  useMessages.setState(INITIAL.messages, true);
  useCursor.setState({ at: null });
  useFileQuestion.setState({ question: null });
  clearPins();
  closeContextMenu();
}

/** Answers the page's requests; gives back a function that ends it. */
export function answerRequests(answer: (path: string, init: RequestInit) => Promise<Response>): () => void {
  const real = globalThis.fetch;
  // The window asks by relative addresses alone; whole ones are those of the engine, which runs beside it here.
  globalThis.fetch = (input, init = {}) =>
    /^https?:/.test(String(input)) ? real(input, init) : answer(String(input).replace(/^\.\//, '/'), init);
  return () => {
    globalThis.fetch = real;
  };
}

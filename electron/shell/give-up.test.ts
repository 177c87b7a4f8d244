import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { REQUEST_HEADER } from '../engine/contract/shell.ts';
import { createGiveUp } from './give-up.ts';

/** Answers once its signal fires, with the body that it was given. */
async function untilAborted(request: Request): Promise<Response> {
  await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
  return new Response(await request.text());
}
const named = (name: string) =>
  new Request('app://nephoscope/api/x', {
    method: 'POST',
    body: `body of ${name}`,
    headers: { [REQUEST_HEADER]: name },
  });

it('aborts the request that was given up, and no other', async () => {
  const { fetch, giveUp } = createGiveUp(untilAborted);
  const first = fetch(named('a'));
  const second = fetch(named('b'));
  giveUp('a');
  expect(await (await first).text()).toBe('body of a');
  const state = await Promise.race([second, new Promise((resolve) => setTimeout(() => resolve('waits'), 20))]);
  expect(state).toBe('waits');
  setFlagsFromString('--expose-gc');
  for (let round = 0; round < 3; round++) {
    runInNewContext('gc')();
    await new Promise((resolve) => setTimeout(resolve));
  }
  giveUp('b');
  expect(await (await second).text()).toBe('body of b');
});

it('knows nothing of requests that have ended, have no name, or never were', async () => {
  const { fetch, giveUp } = createGiveUp((request) => Response.json(request.signal.aborted));
  giveUp('a');
  giveUp(undefined);
  expect(await (await fetch(named('a'))).json()).toBe(false);
  giveUp('a');
  expect(await (await fetch(new Request('app://nephoscope/api/x'))).json()).toBe(false);
});

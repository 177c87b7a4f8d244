import { expect, test, vi } from 'vitest';
import { createViewLoader } from './view-loader.ts';

/** A loader whose answers come when the test says so. */
function setUp() {
  const open: {
    request: number;
    draft: boolean;
    signal: AbortSignal;
    answer: (value: string) => void;
    fail: (error: Error) => void;
  }[] = [];
  const views: string[] = [];
  const errors: unknown[] = [];
  const loader = createViewLoader<number, string>({
    load: (request, draft, signal) =>
      new Promise((answer, fail) => {
        open.push({ request, draft, signal, answer, fail });
      }),
    onView: (view) => views.push(view),
    onError: (error) => errors.push(error),
  });
  return { loader, open, views, errors };
}

test('drafts never pile up: the latest follows the one under way', async () => {
  const { loader, open, views } = setUp();
  for (const request of [1, 2, 3, 4]) loader.ask(request, true);
  expect(open.map(({ request }) => request)).toEqual([1]);
  open[0]!.answer('one');
  await vi.waitFor(() => expect(open.map(({ request }) => request)).toEqual([1, 4]));
  open[1]!.answer('four');
  await vi.waitFor(() => expect(views).toEqual(['one', 'four']));
});

test('the exact view gives up the draft and is not overtaken by it', async () => {
  const { loader, open, views } = setUp();
  loader.ask(1, true);
  loader.ask(2, true);
  loader.ask(3, false);
  expect(open.map(({ request, draft }) => [request, draft])).toEqual([
    [1, true],
    [3, false],
  ]);
  expect(open[0]!.signal.aborted).toBe(true);
  open[1]!.answer('exact');
  open[0]!.answer('late draft');
  await vi.waitFor(() => expect(views).toEqual(['exact']));
  expect(open).toHaveLength(2);
});

test('a failure is told and the next request still goes', async () => {
  const { loader, open, views, errors } = setUp();
  loader.ask(1, false);
  open[0]!.fail(new Error('no'));
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  loader.ask(2, false);
  open[1]!.answer('two');
  await vi.waitFor(() => expect(views).toEqual(['two']));
});

test('nothing is told after stop', async () => {
  const { loader, open, views, errors } = setUp();
  loader.ask(1, false);
  loader.stop();
  open[0]!.answer('late');
  await Promise.resolve();
  await Promise.resolve();
  expect([views, errors]).toEqual([[], []]);
});

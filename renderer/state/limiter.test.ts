import { expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';

it('lets so many through at a time, in order, whatever becomes of them', async () => {
  const limited = createLimiter(2);
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const results = await Promise.allSettled(
    [0, 1, 2, 3, 4].map((number) =>
      limited(async () => {
        started.push(number);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        if (number === 1) throw new Error('broken');
        return number;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});

it('does not begin what was given up while it waited', async () => {
  const limited = createLimiter(1);
  const abort = new AbortController();
  let begun = false;
  const first = limited(() => new Promise((resolve) => setTimeout(resolve, 5)));
  const second = limited(async () => {
    begun = true;
  }, abort.signal);
  abort.abort();
  await first;
  await expect(second).rejects.toThrow();
  expect(begun).toBe(false);
});

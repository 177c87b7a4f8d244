import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestEngine } from '../../test/test-engine.ts';
import { startTestEngine } from '../../test/test-engine.ts';
import type { ProductDetail } from '../contract/products.ts';

/** As a window asks: several panels at once for the same product. */
const TIMES = 12;

describe('requests at the same time', () => {
  let test: TestEngine;
  beforeEach(async () => {
    test = await startTestEngine();
  });
  afterEach(() => test.close());

  const answers = (ask: (index: number) => Promise<Response>): Promise<string[]> =>
    Promise.all(
      Array.from({ length: TIMES }, async (_, index) => {
        const response = await ask(index);
        return response.ok ? 'ok' : response.text();
      }),
    );

  it('all find the probabilities of a mask that was never computed', async () => {
    const { id } = await test.openSample('L2A');
    for (let round = 0; round < 40; round++) {
      await rm(join(test.folder, 'cache'), { recursive: true, force: true });
      // One after the other, so that a later one finds the folder while an earlier one makes it.
      const found = await answers(async (index) => {
        for (let tick = 0; tick < index * (1 + (round % 5)); tick++) await new Promise((next) => setImmediate(next));
        return test.request('GET', `/api/products/${id}/masks`);
      });
      expect(found, `round ${round}`).toEqual(Array(TIMES).fill('ok'));
    }
  });

  it('all keep the settings, and the last ones stay', async () => {
    const { id } = await test.openSample('L2A');
    const kept = await answers((index) => test.request('PUT', `/api/products/${id}/settings`, { index }));
    expect(kept).toEqual(Array(TIMES).fill('ok'));
    const { settings } = await test.json<ProductDetail>('GET', `/api/products/${id}`);
    expect(settings).toEqual({ index: TIMES - 1 });
  });

  it('all products that are opened are remembered', async () => {
    await Promise.all([test.openSample('L2A'), test.openSample('L1C')]);
    expect(await test.json<unknown[]>('GET', '/api/recent')).toHaveLength(2);
  });
});

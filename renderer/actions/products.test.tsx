import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Level, ProductDetail } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { stopOpening } from '../state/opening.ts';
import { activeProduct } from '../state/queries.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { refusal, startTestWindow, type TestWindow, untilGivenUp } from '../test/window.tsx';
import { compareWithDate } from './dates.ts';
import { startMask } from './masks.ts';
import { adoptOpenProducts, closeProduct, openSample } from './products.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await startTestWindow();
});
afterAll(() => window.close());
afterEach(() => window.clear());

const shown = () => ({ active: useScenes.getState().active, ...useUi.getState() });

async function open(level: Level): Promise<ProductDetail> {
  await openSample(level);
  const product = activeProduct();
  if (product?.level !== level) throw new Error(`Sample ${level} was not opened.`);
  return product;
}

/** Two products of one tile: the second is active, and stands beside the first. */
async function compareTwo() {
  const one = await open('L1C');
  const other = await open('L2A');
  compareWithDate(one.id);
  expect(shown()).toMatchObject({ active: other.id, otherDate: one.id, viewMode: 'swipe', pair: 'date-date' });
  return { one, other };
}

const ALONE = { otherDate: null, viewMode: 'single', pair: 'image-mask' };

it('leaves the other of two compared dates alone on the map, whichever is closed', async () => {
  const { one, other } = await compareTwo();
  await closeProduct(other.id);
  expect(shown()).toMatchObject({ active: one.id, ...ALONE });
  const again = await open('L2A');
  compareWithDate(one.id);
  await closeProduct(one.id);
  expect(shown()).toMatchObject({ active: again.id, ...ALONE });
});

it('says nothing of what a product is asked for that is closed meanwhile, and all of what an open one refuses', async () => {
  const { id } = await open('L2A');
  const told = () => useMessages.getState().messages.map(({ text }) => text);
  window.intercept((path) => (path === '/api/jobs' ? refusal('This product is not open any more.', 404) : undefined));
  await startMask(id, 'nephos-l2a', 60);
  expect(told()).toHaveLength(1);
  const closing = closeProduct(id);
  await startMask(id, 'nephos-l2a', 60);
  await closing;
  await startMask(id, 'nephos-l2a', 60);
  expect(told()).toHaveLength(1);
  expect(useMessages.getState().messages[0]?.count).toBe(1);
});

it('shows what is still open where the engine comes back without the active product', async () => {
  const { one, other } = await compareTwo();
  await window.test.request('DELETE', `/api/products/${other.id}`);
  await adoptOpenProducts();
  expect(shown()).toMatchObject({ active: one.id, ...ALONE });
});

it('gives up what is being opened where the user cancels it, and says nothing of it', async () => {
  // A disk that never answers.
  window.intercept((path, init) => (path === '/api/sample' ? untilGivenUp(init) : undefined));
  const opened = openSample('L2A');
  expect(useUi.getState().opening).toBe('Sample L2A');
  stopOpening();
  expect(await opened).toBe(false);
  expect(useUi.getState().opening).toBeNull();
  expect(useMessages.getState().messages).toEqual([]);
  window.intercept(null);
  expect(await openSample('L2A')).toBe(true);
});

import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProductDetail, ProjectState } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow, untilGivenUp } from '../test/window.tsx';
import { StartScreen } from './StartScreen.tsx';

const SAFE = 'S2A_MSIL1C_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';

describe('the start screen', () => {
  let window: TestWindow;
  let product: string;
  beforeAll(async () => {
    window = await startTestWindow();
    product = join(window.test.folder, 'products', SAFE);
    await mkdir(join(window.test.folder, 'products'));
    await cp(resolve('build/samples', SAFE), product, { recursive: true });
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const open = () => window.test.json<ProductDetail[]>('GET', '/api/products');
  const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name }, PATIENCE);
  /** No mask is computed here. */
  const withoutJobs = (path: string, { method }: RequestInit) =>
    path === '/api/jobs' && method === 'POST' ? never() : undefined;

  it('says that no product was opened yet, once that is known', async () => {
    window.intercept((path) => (path === '/api/recent' ? never() : undefined));
    const { container, unmount } = window.show(<StartScreen />);
    expect(container.querySelectorAll('.mantine-Skeleton-root')).toHaveLength(2);
    unmount();
    window.clear();
    window.show(<StartScreen />);
    expect(await screen.findByText('Products that you open are listed here.', {}, PATIENCE)).toBeTruthy();
  });

  it('says why the list cannot be read; products can be opened all the same', async () => {
    window.intercept((path) => (path === '/api/recent' ? refusal('recent.json cannot be read.') : undefined));
    window.show(<StartScreen />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('recent.json cannot be read.');
    expect((await button('Open product')).disabled).toBe(false);
  });

  it('opens what is chosen, lists it afterwards, and opens it again from there', async () => {
    window.intercept(withoutJobs);
    window.show(<StartScreen />);
    await userEvent.click(await button('Open product'));
    await window.choose(null);
    await userEvent.click(await button('Open product'));
    await window.choose(product);
    const recent = await button(new RegExp(product));
    const [{ id }] = (await open()) as [ProductDetail];
    expect(recent.querySelector('img')!.getAttribute('src')).toMatch(/^\.\/api\/recent\/.+\/thumbnail$/);
    await window.test.request('DELETE', `/api/products/${id}`);
    await waitFor(() => expect(recent.disabled).toBe(false), PATIENCE);
    await userEvent.click(recent);
    await waitFor(async () => expect((await open()).map(({ name }) => name)).toEqual([SAFE.replace('.SAFE', '')]));
    // The next test is not to see the end of this opening.
    await waitFor(() => expect(useUi.getState().opening).toBeNull(), PATIENCE);
    expect(useMessages.getState().messages).toEqual([]);
  });

  it('lets a project be given up while its products are being opened', async () => {
    const project = await window.test.json<ProjectState>('GET', '/api/project');
    let opening: ProjectState['opening'] = { done: 2, total: 5 };
    window.intercept((path) => {
      if (path === '/api/products') return Response.json([]);
      if (path === '/api/project/stop-opening') opening = null;
      const isAsked = path === '/api/project' || path === '/api/project/stop-opening';
      return isAsked ? Response.json({ ...project, name: 'fields', opening }) : undefined;
    });
    window.show(<StartScreen />);
    expect(await screen.findByText('Opening fields: 2 of 5 products…', { exact: false }, PATIENCE)).toBeTruthy();
    expect((await button('Open product')).disabled).toBe(true);
    await userEvent.click(await button('Cancel'));
    await waitFor(async () => expect((await button('Open product')).disabled).toBe(false));
    expect(opening).toBeNull();
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
  });

  it('tries all products that are missing again at once', async () => {
    const project = await window.test.json<ProjectState>('GET', '/api/project');
    const missing = ['a', 'b'].map((key) => ({
      ...{ key, name: key, displayPath: `/${key}`, reason: 'Its opening was cancelled.', remote: null },
    }));
    let state: ProjectState = { ...project, missing };
    window.intercept((path) => {
      if (path === '/api/products') return Response.json([]);
      if (path === '/api/project/try-missing') state = { ...state, opening: { done: 0, total: 2 } };
      const isAsked = path === '/api/project' || path === '/api/project/try-missing';
      return isAsked ? Response.json(state) : undefined;
    });
    window.show(<StartScreen />);
    expect(await screen.findByText('2 are not open', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(await button('Try all again'));
    expect(await screen.findByText(/^Opening .*: 0 of 2 products…/)).toBeTruthy();
    expect((await button('Try all again')).disabled).toBe(true);
  });

  it('says what is being opened, and opens nothing else meanwhile', async () => {
    window.intercept((path, init) => (path === '/api/sample' ? untilGivenUp(init) : undefined));
    window.show(<StartScreen />);
    await userEvent.click(await button('Open sample L1C'));
    expect(await screen.findByText('Opening Sample L1C…')).toBeTruthy();
    for (const name of ['Open product', 'Open sample L2A', 'Open sample L1C'])
      expect((await button(name)).disabled).toBe(true);
    expect((await button(new RegExp(product))).disabled).toBe(true);
    await userEvent.click(await button('Cancel'));
    await waitFor(async () => expect((await button('Open product')).disabled).toBe(false));
  });

  it('says why something else cannot be opened', async () => {
    window.show(<StartScreen />);
    await userEvent.click(await button('Open product'));
    await window.choose(resolve('LICENSE'));
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toContain('LICENSE'), PATIENCE);
    expect(useMessages.getState().messages[0]).toMatchObject({ kind: 'error' });
    await waitFor(async () => expect((await button('Open product')).disabled).toBe(false));
  });

  it('shows of a product that has gone where it was, and does not open it', async () => {
    for (const { id } of await open()) await window.test.request('DELETE', `/api/products/${id}`);
    await rm(product, { recursive: true });
    window.show(<StartScreen />);
    const recent = await button(new RegExp(product));
    expect(recent.textContent).toContain('Not found any more');
    expect(recent.disabled).toBe(true);
    expect(recent.querySelector('img')).toBeNull();
  });
});

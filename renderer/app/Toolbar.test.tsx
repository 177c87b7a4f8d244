import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job, ProductDetail } from '../api/types.ts';
import { shown } from '../state/history.ts';
import { useMessages } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { commitParameters, updateActive, useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import { Toolbar } from './Toolbar.tsx';

describe('the toolbar', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const scene = () => useScenes.getState().scenes[useScenes.getState().active!]!;
  const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name }, PATIENCE);
  const press = async (name: string | RegExp) => userEvent.click(await button(name));
  const pressed = async (name: string) => (await button(name)).getAttribute('aria-pressed');
  const onJobs = (answer: (request: object) => Response) =>
    window.intercept((path, { method, body }) =>
      path === '/api/jobs' && method === 'POST' ? answer(JSON.parse(String(body))) : undefined,
    );

  it('offers nothing but opening without a product', async () => {
    window.show(<Toolbar />);
    const enabled = screen.getAllByRole<HTMLButtonElement>('button').filter(({ disabled }) => !disabled);
    expect(enabled.map(({ textContent }) => textContent)).toEqual(['Open']);
    await press('Open product');
    await window.choose(null);
    expect(useScenes.getState().active).toBeNull();
  });

  it('chooses the image by what bands there are', async () => {
    await window.openSample();
    window.show(<Toolbar />);
    await press('Image: True colour');
    const cirrus = await screen.findByRole('menuitem', { name: /^Cirrus/ });
    expect(cirrus.textContent).toBe('Cirrusno band');
    expect(cirrus.hasAttribute('data-disabled')).toBe(true);
    await userEvent.click(screen.getByRole('menuitem', { name: /^Colour infrared/ }));
    expect(scene().image.composite).toBe('infrared');
    expect(await button('Image: Colour infrared')).toBeTruthy();
  });

  it('says that there is no image and no mask where no band can be read', async () => {
    await window.openSample();
    updateActive((one) => ({ ...one, choice: null, image: { ...one.image, composite: 'single', bands: [] } }));
    window.show(<Toolbar />);
    for (const name of ['Image: No image', 'Bands and contrast', 'Mask'])
      expect((await button(name)).disabled, name).toBe(true);
    expect(await pressed('Mask')).toBe('false');
  });

  it('switches the mask, the tools and the views, and fills the other side of a comparison', async () => {
    await window.openSample();
    window.show(<Toolbar />);
    expect(await pressed('Mask')).toBe('true');
    await press('Mask');
    expect(scene().mask.visible).toBe(false);
    await waitFor(async () => expect(await pressed('Mask')).toBe('false'));
    await press('Inspect pixels');
    await press('Draw AOI');
    expect(useUi.getState().tool).toBe('draw');
    await waitFor(async () => expect(await pressed('Inspect pixels')).toBe('false'));

    expect(screen.queryByRole('button', { name: 'Image | mask' })).toBeNull();
    await press('Swipe line');
    await press('Image | mask');
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Mask | reference' }));
    await waitFor(() => expect(scene().reference.id).toBe('scl'), PATIENCE);
    await press('Mask | reference');
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Model A | model B' }));
    await waitFor(() => expect(scene().second).not.toBeNull(), PATIENCE);
    expect(scene().second).not.toEqual(scene().choice);
    await press('Side by side');
    expect(useUi.getState().viewMode).toBe('side');
  });

  it('undoes and redoes what was done to the sliders', async () => {
    await window.openSample();
    window.show(<Toolbar />);
    const threshold = () => shown(scene().tuning).parameters.thresholds.cloud;
    const before = threshold();
    expect((await button('Undo')).disabled).toBe(true);
    const { parameters } = shown(scene().tuning);
    commitParameters({ ...parameters, thresholds: { ...parameters.thresholds, cloud: 0.91 } });
    await waitFor(async () => expect((await button('Undo')).disabled).toBe(false));
    await press('Undo');
    expect(threshold()).toBe(before);
    await waitFor(async () => expect((await button('Redo')).disabled).toBe(false));
    await press('Redo');
    expect(threshold()).toBe(0.91);
  });

  it('computes the mask once, and shows the grid that is there without computing it again', async () => {
    const product = await window.openSample();
    const asked: object[] = [];
    onJobs((request) => {
      asked.push(request);
      const job: Partial<Job> = { id: 'test', ...request, state: 'queued', endedAt: null, fraction: 0 };
      return Response.json(job, { status: 202 });
    });
    window.show(<Toolbar />);
    await press('Compute mask 20 m');
    const { pack } = product.preview!;
    expect(asked).toEqual([{ kind: 'mask', product: product.id, pack, grid: 20 }]);
    expect((await button('Computing 20 m')).disabled).toBe(true);
    expect(scene().choice).toEqual({ pack, grid: 20 });

    await press('Other grids');
    await userEvent.click(await screen.findByRole('menuitem', { name: /^60 m grid/ }));
    expect(scene().choice).toEqual({ pack, grid: 60 });
    expect(asked).toHaveLength(1);
  });

  it('computes on no finer grid than the bands are on, but from the menu, which says so', async () => {
    const product = await window.openSample();
    const bands = Object.fromEntries(Object.keys(product.bands).map((band) => [band, [60]]));
    queryClient.setQueryData<ProductDetail[]>(['products'], [{ ...product, bands } as ProductDetail]);
    window.show(<Toolbar />);
    expect(await button('Mask 60 m computed')).toBeTruthy();
    await press('Other grids');
    const finer = await screen.findByRole('menuitem', { name: /^20 m grid/ });
    expect(finer.textContent).toBe('20 m gridbands are of 60 m');
    expect(screen.getByRole('menuitem', { name: /^60 m grid/ }).textContent).toBe('60 m gridcomputed');
  });

  it('says why a mask is not computed', async () => {
    await window.openSample();
    onJobs(() => refusal('The queue is full.'));
    window.show(<Toolbar />);
    await press('Compute mask 20 m');
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('The queue is full.'), PATIENCE);
    expect((await button('Compute mask 20 m')).disabled).toBe(false);
  });

  it('leads to the export and to bands and contrast', async () => {
    await window.openSample();
    window.show(<Toolbar />);
    await press('Export');
    expect(useUi.getState().dialog).toBe('export');
    await press('Bands and contrast');
    expect(useUi.getState().rightTab).toBe('image');
  });
});

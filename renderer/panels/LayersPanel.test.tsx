import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adoptProduct } from '../actions/products.ts';
import type { ProductDetail } from '../api/types.ts';
import { updateActive, useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import { LayersPanel } from './LayersPanel.tsx';

describe('the layers', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const scene = () => useScenes.getState().scenes[useScenes.getState().active!]!;
  const open = () => window.test.json<ProductDetail[]>('GET', '/api/products');

  it('say that there are none, and open a product', async () => {
    window.show(<LayersPanel />);
    expect(await screen.findByText('Open a product to see its layers.', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Open another product' }));
    await window.choose(null);
    expect(await open()).toEqual([]);
  });

  it('say why the products cannot be listed', async () => {
    window.intercept((path) => (path === '/api/products' ? refusal('The session cannot be read.') : undefined));
    window.show(<LayersPanel />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The session cannot be read.');
  });

  it('hide and show what is drawn', async () => {
    await window.openSample();
    window.show(<LayersPanel />);
    await userEvent.click(await screen.findByRole('button', { name: 'Hide mask' }, PATIENCE));
    expect(scene().mask.visible).toBe(false);
    await userEvent.click(await screen.findByRole('button', { name: 'Show mask' }));
    expect(scene().mask.visible).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Hide Cloud shadow' }));
    expect(scene().classes.shadow.visible).toBe(false);
    expect(scene().classes.cloud.visible).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Hide image' }));
    expect(scene().image.visible).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Bands and contrast' }));
    expect(useUi.getState().rightTab).toBe('image');
  });

  it('say that a mask is being computed, and that it is not', async () => {
    await window.openSample();
    useUi.setState({ previewWaits: null });
    updateActive((one) => ({ ...one, choice: one.choice && { ...one.choice, grid: 20 } }));
    window.show(<LayersPanel />);
    expect(await screen.findByText('20 m, not computed', {}, PATIENCE)).toBeTruthy();
    act(() => useUi.setState({ previewWaits: useScenes.getState().active }));
    expect(await screen.findByText('20 m, computing')).toBeTruthy();
  });

  it('say that there is no image where no band can be read', async () => {
    await window.openSample();
    updateActive((one) => ({ ...one, choice: null, image: { ...one.image, composite: 'single', bands: [] } }));
    window.show(<LayersPanel />);
    expect(await screen.findByText('No image', {}, PATIENCE)).toBeTruthy();
    for (const name of ['Hide image', 'Bands and contrast']) expect(screen.queryByRole('button', { name })).toBeNull();
  });

  it('change how the mask and a class are drawn, and give a class its colour back', async () => {
    await window.openSample();
    const { colour } = scene().classes.cloud;
    updateActive((one) => ({
      ...one,
      classes: { ...one.classes, cloud: { ...one.classes.cloud, colour: '#123456' } },
    }));
    window.show(<LayersPanel />);
    await userEvent.click(await screen.findByRole('button', { name: 'Style of the mask' }, PATIENCE));
    await userEvent.click(await screen.findByRole('radio', { name: 'Outline' }));
    expect(scene().mask.style).toBe('outline');
    await userEvent.click(screen.getByRole('button', { name: 'Colour of Cloud' }));
    await userEvent.click(await screen.findByRole('button', { name: `Standard ${colour}` }));
    expect(scene().classes.cloud.colour).toBe(colour);
  });

  it('show the reference and the agreement with it once one is chosen', async () => {
    await window.openSample();
    window.show(<LayersPanel />);
    expect(screen.queryByText('Agreement')).toBeNull();
    updateActive((one) => ({ ...one, reference: { ...one.reference, id: 'scl', visible: true } }));
    await userEvent.click(await screen.findByRole('button', { name: 'Hide Scene classification (SCL)' }, PATIENCE));
    expect(scene().reference.visible).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Show agreement map' }));
    expect(scene().agreement.visible).toBe(true);
  });

  it('are a tree of the open products, of which one is active; each can be closed', async () => {
    const first = await window.openSample();
    const second = await window.test.openSample('L1C');
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('Not now.') : undefined,
    );
    await adoptProduct(second);
    window.show(<LayersPanel />);
    const group = (product: ProductDetail) =>
      screen.findByRole('group', { name: `6 May 2024 T33UVU ${product.level}` }, PATIENCE);
    expect(within(await group(first)).queryByText('Mask')).toBeNull();
    expect(within(await group(second)).getByText('Mask')).toBeTruthy();

    await userEvent.click(within(await group(first)).getByRole('button', { name: 'Layers of 6 May 2024 T33UVU L2A' }));
    expect(within(await group(first)).getByText('Mask')).toBeTruthy();
    await userEvent.click(within(await group(first)).getByRole('button', { name: '6 May 2024 T33UVU L2A' }));
    expect(useScenes.getState().active).toBe(first.id);

    await userEvent.click(
      within(await group(second)).getByRole('button', { name: 'Actions for 6 May 2024 T33UVU L1C' }),
    );
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: '6 May 2024 T33UVU L1C' })).toBeNull(), PATIENCE);
    expect((await open()).map(({ id }) => id)).toEqual([first.id]);
  });
});

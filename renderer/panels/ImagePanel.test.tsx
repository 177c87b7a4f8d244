import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { showImage } from '../actions/images.ts';
import type { BandStatistics } from '../api/types.ts';
import { withBands } from '../state/scene.ts';
import { updateActive, useScenes } from '../state/scenes.ts';
import { stretched, whiteOf } from '../state/stretch.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import { ImagePanel } from './ImagePanel.tsx';

describe('bands and contrast', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const look = () => useScenes.getState().scenes[useScenes.getState().active!]!.image;
  const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

  it('show nothing without a product', () => {
    window.show(<ImagePanel />);
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('stretch by the statistics of the bands, together or each', async () => {
    const product = await window.openSample();
    window.show(<ImagePanel />);
    const path = `/api/products/${product.id}/statistics?bands=${look().bands.join(',')}`;
    const statistics = await window.test.json<BandStatistics[]>('GET', path);
    expect(await screen.findByRole('img', { name: /^Histogram of B04/ }, PATIENCE)).toBeTruthy();
    await userEvent.click(button('2 to 98 %'));
    expect(look()).toMatchObject(stretched(statistics, 'p2', 'p98', true));
    expect(new Set(look().max).size).toBe(1);
    await userEvent.click(screen.getByRole('radio', { name: 'Each band' }));
    await userEvent.click(button('1 to 99 %'));
    expect(look()).toMatchObject(stretched(statistics, 'p1', 'p99', false));
    expect(new Set(look().max).size).toBe(3);
  });

  it('draw cirrus by what the scene has of it, unless the range was changed by then', async () => {
    const product = await window.openSample('L1C');
    const path = `/api/products/${product.id}/statistics?bands=B10`;
    const [statistics] = await window.test.json<BandStatistics[]>('GET', path);
    showImage((now) => withBands(now, 'cirrus', ['B10'], 0.05));
    expect(look()).toMatchObject({ min: [0], max: [0.05] });
    await waitFor(() => expect(look().max).toEqual([whiteOf(statistics!)]), PATIENCE);
    expect(look().min).toEqual([0]);
    expect(look().max).not.toEqual([0.05]);

    showImage((now) => withBands(now, 'cirrus', ['B10'], 0.05));
    updateActive((scene) => ({ ...scene, image: { ...scene.image, max: [0.2] } }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(look().max).toEqual([0.2]);
  });

  it('choose other bands: a composite, one band, any three', async () => {
    await window.openSample();
    window.show(<ImagePanel />);
    const choose = async (list: string, option: RegExp | string) => {
      await userEvent.click(screen.getByRole('combobox', { name: list }));
      await userEvent.click(await screen.findByRole('option', { name: option }));
    };
    await choose('Image', /^Short-wave infrared/);
    expect(look()).toMatchObject({ composite: 'swir', bands: ['B12', 'B8A', 'B04'] });
    await choose('Image', 'Single band');
    expect(look()).toMatchObject({ composite: 'single', bands: ['B12'] });
    await choose('Band for Grey', 'B05');
    expect(look()).toMatchObject({ composite: 'single', bands: ['B05'] });
    await choose('Image', 'Any three bands');
    expect(look().bands).toHaveLength(3);
    await choose('Band for Blue', 'B11');
    expect(look()).toMatchObject({ composite: 'custom', bands: ['B05', look().bands[1], 'B11'] });
  });

  it('take exact values, and refuse what is no number', async () => {
    await window.openSample();
    window.show(<ImagePanel />);
    const type = async (label: string, text: string) => {
      const field = screen.getByLabelText(label);
      await userEvent.clear(field);
      await userEvent.type(field, text);
      return field;
    };
    await type('Green: reflectance drawn white', '0.25{Enter}');
    expect(look().max[1]).toBe(0.25);
    await type('Gamma, value', '1.4{Enter}');
    await type('Opacity, value', '60{Enter}');
    expect(look()).toMatchObject({ gamma: 1.4, opacity: 0.6 });
    const field = await type('Gamma, value', 'much');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await userEvent.type(field, '{Enter}');
    expect(field).toHaveProperty('value', '1.40');
    expect(look().gamma).toBe(1.4);
  });

  it('hold the places of histograms that are on their way, and say why they do not come', async () => {
    await window.openSample();
    window.intercept((path) => (path.includes('/statistics') ? never() : undefined));
    const { unmount } = window.show(<ImagePanel />);
    expect(document.querySelectorAll('.mantine-Skeleton-root')).toHaveLength(3);
    expect(button('2 to 98 %').disabled).toBe(true);
    unmount();
    window.clear();

    await window.openSample();
    window.intercept((path) => (path.includes('/statistics') ? refusal('B04 cannot be read.') : undefined));
    window.show(<ImagePanel />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('B04 cannot be read.');
    await waitFor(() => expect(document.querySelectorAll('.mantine-Skeleton-root')).toHaveLength(0));
  });
});

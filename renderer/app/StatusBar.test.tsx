import { screen, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineStatus, PixelReport } from '../api/types.ts';
import { updateActive } from '../state/scenes.ts';
import { setUi, useCursor } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, startTestWindow, type TestWindow } from '../test/window.tsx';
import { grouped } from '../widgets/format.ts';
import { StatusBar } from './StatusBar.tsx';

describe('the status bar', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const bar = () => screen.getByRole('contentinfo');

  it('says nothing of the engine before that has answered', () => {
    window.intercept((path) => (path === '/api/status' ? never() : undefined));
    window.show(<StatusBar />);
    expect(bar().textContent).toBe('');
  });

  it('tells of the engine alone without a product', async () => {
    window.show(<StatusBar />);
    await waitFor(() => expect(bar().textContent).toMatch(/^No inference yetEngine \d/), PATIENCE);
  });

  it('tells of the product: scale, grid of the mask, system of coordinates; and on what its mask was computed', async () => {
    await window.openSample();
    setUi({ viewport: { bounds: [0, 0, 1, 1], zoom: 10, latitude: 52 } });
    window.show(<StatusBar />);
    expect(await screen.findByText('UTM 33N', { exact: false }, PATIENCE)).toBeTruthy();
    expect(screen.getByText('Mask grid 60 m')).toBeTruthy();
    expect(screen.getByText(/^1:\d/)).toBeTruthy();
    const { device } = await window.test.json<EngineStatus>('GET', '/api/status');
    expect((await screen.findByText('CPU', {}, PATIENCE)).title).toBe(device.reason);
    updateActive((scene) => ({ ...scene, choice: null }));
    expect(await screen.findByText('No mask')).toBeTruthy();
  });

  it('says where the pointer is, in degrees and on the grid of the product', async () => {
    const product = await window.openSample();
    window.show(<StatusBar />);
    expect(await screen.findByText('Pointer outside the map', {}, PATIENCE)).toBeTruthy();
    const [[west, north], , [east, south]] = product.corners as [[number, number], unknown, [number, number]];
    const at = { lon: (west + east) / 2, lat: (north + south) / 2 };
    useCursor.setState({ at });
    const path = `/api/products/${product.id}/pixel?lon=${at.lon}&lat=${at.lat}`;
    const { easting, northing } = await window.test.json<PixelReport>('GET', path);
    await waitFor(() => expect(bar().textContent).toContain(`${grouped(easting)} E ${grouped(northing)} N`), PATIENCE);
    expect(screen.getByText(`${at.lat.toFixed(4)}° N ${at.lon.toFixed(4)}° E`)).toBeTruthy();
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PixelReport, ProductDetail } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { addPin, usePins } from '../state/pins.ts';
import { updateActive } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, startTestWindow, type TestWindow } from '../test/window.tsx';
import InspectPanel from './InspectPanel.tsx';

/** happy-dom draws nothing; uPlot is let draw into the void. */
function drawIntoTheVoid(): void {
  const nothing: unknown = new Proxy(function anything() {}, {
    apply: () => nothing,
    construct: () => nothing as object,
    get: () => nothing,
    set: () => true,
  });
  HTMLCanvasElement.prototype.getContext = (() => nothing) as never;
  Object.assign(globalThis, { Path2D: nothing });
}

const middle = ({ corners }: ProductDetail): [number, number] => [
  corners!.reduce((sum, [lon]) => sum + lon / 4, 0),
  corners!.reduce((sum, [, lat]) => sum + lat / 4, 0),
];

describe('the inspect panel', () => {
  let window: TestWindow;
  beforeAll(async () => {
    drawIntoTheVoid();
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const pixel = (product: ProductDetail, [lon, lat]: [number, number]) => {
    const { pack, grid } = product.preview!;
    return window.test.json<PixelReport>(
      'GET',
      `/api/products/${product.id}/pixel?lon=${lon}&lat=${lat}&pack=${pack}&grid=${grid}`,
    );
  };

  it('says what is to be seen here, and starts and stops inspecting', async () => {
    await window.openSample();
    window.show(<InspectPanel />);
    expect(screen.getByText(/^Pinned pixels are shown here/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Inspect pixels' }));
    expect(useUi.getState()).toMatchObject({ tool: 'inspect', rightTab: 'inspect' });
    expect(await screen.findByText('Click a pixel on the map to pin it.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Stop inspecting' }));
    expect(useUi.getState().tool).toBe('pan');
  });

  it('shows of the chosen pixel what the engine read there', async () => {
    const product = await window.openSample();
    const [lon, lat] = middle(product);
    addPin(lon, lat);
    window.show(<InspectPanel />);
    const { bands, probabilities, scl } = await pixel(product, [lon, lat]);
    await screen.findByText('Probabilities of pixel 1', {}, PATIENCE);
    for (const { band, dn, reflectance } of bands) {
      const cells = within(screen.getByRole('row', { name: new RegExp(`^${band} `) })).getAllByRole('cell');
      expect(cells.slice(3).map((cell) => cell.textContent)).toEqual([String(dn), reflectance!.toFixed(4)]);
    }
    const shares = [...document.querySelectorAll('.prob')].map((row) => row.querySelector('.num')!.textContent);
    const { cloud, semi, shadow, clear } = probabilities!;
    expect(shares).toEqual([cloud, semi, shadow, clear].map((share) => share.toFixed(2)));
    expect(screen.getByText(`${scl!.code} ${scl!.name}`)).toBeTruthy();
  });

  it('goes from pin to pin, removes them and copies their values', async () => {
    const product = await window.openSample();
    const [lon, lat] = middle(product);
    addPin(lon, lat);
    addPin(lon + 0.01, lat + 0.005);
    window.show(<InspectPanel />);
    const second = await pixel(product, [lon + 0.01, lat + 0.005]);
    await screen.findByText('Probabilities of pixel 2', {}, PATIENCE);
    expect(screen.getByText(`column ${second.column}, row ${second.row}, ${second.grid} m`)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /^1: / }));
    await screen.findByText('Probabilities of pixel 1', {}, PATIENCE);

    let copied = '';
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: {
        async writeText(text: string) {
          copied = text;
        },
      },
    });
    await userEvent.click(screen.getByRole('button', { name: 'Copy all values as a table' }));
    expect(copied.split('\n')).toHaveLength(3);
    await userEvent.click(screen.getByRole('button', { name: 'Remove pin 2' }));
    await userEvent.click(screen.getByRole('button', { name: 'Copy all values as a table' }));
    const said = useMessages.getState().messages.map(({ text }) => text);
    expect(said).toEqual([
      'The values of 1 pixel are on the clipboard.',
      'The values of 2 pixels are on the clipboard.',
    ]);

    await userEvent.click(screen.getByRole('button', { name: 'Remove all pins' }));
    expect(usePins.getState().pins).toEqual([]);
    expect(await screen.findByRole('button', { name: 'Inspect pixels' })).toBeTruthy();
  });

  it('says where the mask is not computed', async () => {
    const product = await window.openSample();
    updateActive((scene) => ({ ...scene, choice: { ...scene.choice!, grid: 10 } }));
    addPin(...middle(product));
    window.show(<InspectPanel />);
    const text = 'The mask is not computed here, or the pixel is missing.';
    expect(await screen.findByText(text, {}, PATIENCE)).toBeTruthy();
  });

  it('holds the places of values that are on their way', async () => {
    const product = await window.openSample();
    window.intercept((path) => (path.includes('/pixel?') ? never() : undefined));
    addPin(...middle(product));
    window.show(<InspectPanel />);
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeTruthy();
    expect(screen.queryByText(/^Probabilities/)).toBeNull();
  });

  it('shows why a pixel outside of the product has no values', async () => {
    const product = await window.openSample();
    const [lon, lat] = middle(product);
    addPin(lon, lat);
    addPin(lon + 5, lat);
    window.show(<InspectPanel />);
    const notice = await screen.findByRole('alert', {}, PATIENCE);
    expect(notice.textContent).toMatch(/outside/i);
    await userEvent.click(screen.getByRole('button', { name: /^1: / }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

import { screen, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ProductDetail } from '../api/types.ts';
import { commitStroke } from '../state/correcting.ts';
import { useMaskProgress } from '../state/mask-progress.ts';
import { useMessages } from '../state/messages.ts';
import { useUnsaved } from '../state/project/unsaved.ts';
import { toSettings } from '../state/scene-settings.ts';
import { commitParameters, useScenes } from '../state/scenes.ts';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { useKeepScenes } from './use-keep-scenes.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await startTestWindow();
});
afterEach(() => window.clear());
afterAll(() => window.close());

function Kept() {
  useKeepScenes();
  return <p>kept</p>;
}

const corrections = async () => {
  const [product] = await window.test.json<ProductDetail[]>('GET', '/api/products');
  return (product?.settings as { corrections?: unknown[] } | null)?.corrections?.length ?? 0;
};

it('sends a correction again that did not arrive, says so once, and marks it as unsaved meanwhile', async () => {
  const { id, corners } = await window.openSample();
  window.show(<Kept />);
  await screen.findByText('kept');
  let refused = 0;
  let isDown = true;
  window.intercept((path, { method }) => {
    if (!isDown || method !== 'PUT' || !path.includes('/settings')) return undefined;
    refused++;
    return Promise.reject(new TypeError('Failed to fetch'));
  });
  const [lon, lat] = corners![0]!;
  commitStroke([[lon + 0.02, lat - 0.02]]);
  await waitFor(() => expect(refused).toBeGreaterThan(1));
  expect([...useUnsaved.getState().names].some((name) => name.startsWith('scene '))).toBe(true);
  expect(useMessages.getState().messages.map(({ count }) => count)).toEqual([1]);
  expect(await corrections()).toBe(0);
  const drawn = useMaskProgress.getState()[id] ?? 0;
  isDown = false;
  await waitFor(async () => expect(await corrections()).toBe(1));
  await waitFor(() => expect([...useUnsaved.getState().names].some((name) => name.startsWith('scene '))).toBe(false));
  expect(useMaskProgress.getState()[id], 'the map asks again').toBe(drawn + 1);
});

it('brings the first change of this window together with the first of another', async () => {
  const { id } = await window.openSample('L1C');
  window.show(<Kept />);
  await screen.findByText('kept');
  const mine = () => useScenes.getState().scenes[id]!;
  const { parameters } = mine().tuning.present;
  const changed_ = (changed: object) => ({ ...parameters, thresholds: { ...parameters.thresholds, ...changed } });
  const other = { ...toSettings(mine()), parameters: changed_({ cloud: 0.9 }) };
  // Before this window hears of it.
  commitParameters(changed_({ shadow: 0.8 }));
  await window.test.json('PUT', `/api/products/${id}/settings`, other);
  await waitFor(async () => {
    const products = await window.test.json<ProductDetail[]>('GET', '/api/products');
    expect(products.find((one) => one.id === id)!.settings).toMatchObject({
      parameters: changed_({ cloud: 0.9, shadow: 0.8 }),
    });
  });
  expect(mine().tuning.present.parameters).toEqual(changed_({ cloud: 0.9, shadow: 0.8 }));
});

it('sends what is under way once more when the window goes, which breaks that off', async () => {
  const { id } = await window.openSample('L1C');
  window.show(<Kept />);
  await screen.findByText('kept');
  const { parameters } = useScenes.getState().scenes[id]!.tuning.present;
  let sent = 0;
  window.intercept((path, { method }) => {
    if (method !== 'PUT' || !path.includes('/settings')) return undefined;
    sent++;
    return sent === 1 ? new Promise(() => undefined) : undefined;
  });
  commitParameters({ ...parameters, thresholds: { ...parameters.thresholds, shadow: 0.7 } });
  await waitFor(() => expect(sent).toBe(1), { timeout: 5000 });
  globalThis.dispatchEvent(new Event('pagehide'));
  await waitFor(async () => {
    const products = await window.test.json<ProductDetail[]>('GET', '/api/products');
    expect(products.find((one) => one.id === id)!.settings).toMatchObject({
      parameters: { thresholds: { shadow: 0.7 } },
    });
  });
});

import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProductDetail } from '../../api/types.ts';
import { shown } from '../../state/history.ts';
import { useMessages } from '../../state/messages.ts';
import { setRasterOfPlaces } from '../../state/persistence.ts';
import { withPreset } from '../../state/presets.ts';
import { fromSettings, toSettings } from '../../state/scene-settings.ts';
import { undoTuning, useScenes } from '../../state/scenes.ts';
import { PATIENCE } from '../../test/page.tsx';
import { startTestWindow, type TestWindow } from '../../test/window.tsx';
import { PersistentPlaces, placesText } from './PersistentPlaces.tsx';

/** Classes of the sample: taken for places here, everything that is cloud would be one. */
const RASTER = readdirSync('build/samples').find((name) => name.includes('MSIL2A') && name.endsWith('_20m.tif'))!;
const CHOSEN = { handle: '0123456789abcdef', name: 'places.tif' };

describe('persistent places', () => {
  let window: TestWindow;
  let product: ProductDetail;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const scene = () => useScenes.getState().scenes[product.id]!;
  const persistence = () => shown(scene().tuning).parameters.persistence;
  const open = async () => {
    product = await window.openSample('L2A');
    window.show(<PersistentPlaces product={product} grid={60} />);
  };

  it('are off until a raster is chosen and its slider moved, and undone step by step', async () => {
    await open();
    expect(screen.getByText(/Roofs, lagoons and dark lakes/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Load a raster of persistent places' }));
    await window.choose(resolve('build/samples', RASTER));
    await screen.findByText(/^On most dates [\d\s]+ pixels here are taken for cloud, /, {}, { timeout: 60_000 });
    expect(persistence()).toMatchObject({ weight: 0, raster: { name: RASTER } });
    expect(screen.getByText('off')).toBeTruthy();
    const field = screen.getByLabelText('Persistent places lowered, value');
    await userEvent.clear(field);
    await userEvent.type(field, '0.7{Enter}');
    expect(persistence()!.weight).toBe(0.7);
    expect(screen.queryByText('off')).toBeNull();
    undoTuning();
    expect(persistence()!.weight).toBe(0);
    undoTuning();
    expect(persistence()).toBeUndefined();
  });

  it('say why a raster cannot be used, and leave the scene as it is', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Load a raster of persistent places' }));
    await window.choose(resolve('package.json'));
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toMatch(/package\.json/), PATIENCE);
    expect(useMessages.getState().messages[0]?.remedy).toContain('set the slider of persistent places to 0');
    expect(persistence()).toBeUndefined();
  });

  it('are kept with the scene, and are no part of a preset', async () => {
    await open();
    setRasterOfPlaces(product, CHOSEN);
    const { parameters } = shown(scene().tuning);
    const lowered = { ...parameters, persistence: { weight: 0.4, raster: CHOSEN } };
    expect(withPreset([], 'mine', lowered)[0]!.parameters).not.toHaveProperty('persistence');
    const kept = JSON.parse(JSON.stringify({ ...toSettings(scene()), parameters: lowered }));
    expect(fromSettings(scene(), kept, product).tuning.present.parameters).toEqual(lowered);
    kept.parameters.persistence.raster = null;
    expect(fromSettings(scene(), kept, product).tuning.present.parameters.persistence).toBeUndefined();
  });

  it('are told in one sentence', () => {
    const report = { name: 'a', dates: 12, cloudPixels: 1234, shadowPixels: 5, pixels: 9999, notes: [] };
    expect(placesText(report)).toBe(
      'On most of 12 dates 1\u202f234 pixels here are taken for cloud, 5 for shadow: of that probability this share is given to clear.',
    );
    expect(placesText({ ...report, cloudPixels: 0, shadowPixels: 0 })).toMatch(/nothing can be lowered/);
  });
});

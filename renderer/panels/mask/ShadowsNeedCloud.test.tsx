import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { shown } from '../../state/history.ts';
import { fromSettings, toSettings, withSettings } from '../../state/scene-settings.ts';
import { redoTuning, undoTuning, useScenes } from '../../state/scenes.ts';
import { startTestWindow, type TestWindow } from '../../test/window.tsx';
import { ShadowsNeedCloud } from './ShadowsNeedCloud.tsx';

let window: TestWindow;
beforeAll(async () => {
  window = await startTestWindow();
});
afterEach(() => window.clear());
afterAll(() => window.close());

const NAME = /^Drop shadows without a cloud/;

it('is a step of the undo, is kept with the scene, and leaves nothing behind where it is taken back', async () => {
  const product = await window.openSample('L2A');
  const parameters = () => shown(useScenes.getState().scenes[product.id]!.tuning).parameters;
  const before = parameters();
  window.show(<ShadowsNeedCloud sun={product.sun} />);
  await userEvent.click(screen.getByRole('checkbox', { name: NAME }));
  expect(parameters()).toEqual({ ...before, shadowsNeedCloud: true });
  undoTuning();
  expect(parameters()).toEqual(before);
  redoTuning();
  const scene = () => useScenes.getState().scenes[product.id]!;
  const kept = JSON.parse(JSON.stringify(toSettings(scene())));
  expect(fromSettings(scene(), kept, product).tuning.present.parameters).toEqual({ ...before, shadowsNeedCloud: true });
  // Another window took it back.
  const theirs = { ...kept, parameters: before };
  expect(withSettings(scene(), theirs, product).tuning.present.parameters).toEqual(before);
  await userEvent.click(screen.getByRole('checkbox', { name: NAME }));
  expect(parameters()).toEqual(before);
});

it('says why it cannot be chosen', async () => {
  await window.openSample('L2A');
  window.show(<ShadowsNeedCloud sun={null} />);
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: NAME }).disabled).toBe(true);
  expect(screen.getByText('The product does not say where the sun stood.')).toBeTruthy();
});

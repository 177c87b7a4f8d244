import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { shown, startHistory } from '../../state/history.ts';
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

it('is as the pack says, a step of the undo, and kept with the scene where it is taken back', async () => {
  const product = await window.openSample('L2A');
  const parameters = () => shown(useScenes.getState().scenes[product.id]!.tuning).parameters;
  const usual = parameters();
  expect(usual.shadowsNeedCloud).toBe(true);
  const { shadowsNeedCloud: _, ...others } = usual;
  window.show(<ShadowsNeedCloud sun={product.sun} />);
  await userEvent.click(screen.getByRole('checkbox', { name: NAME }));
  expect(parameters()).toEqual(others);
  undoTuning();
  expect(parameters()).toEqual(usual);
  redoTuning();
  const scene = () => useScenes.getState().scenes[product.id]!;
  const kept = JSON.parse(JSON.stringify(toSettings(scene())));
  const fresh = { ...scene(), tuning: startHistory({ ...scene().tuning.present, parameters: usual }) };
  expect(fromSettings(fresh, kept, product).tuning.present.parameters).toEqual(others);
  // Another window took that back.
  const theirs = { ...kept, parameters: usual };
  expect(withSettings(scene(), theirs, product).tuning.present.parameters).toEqual(usual);
  await userEvent.click(screen.getByRole('checkbox', { name: NAME }));
  expect(parameters()).toEqual(usual);
});

it('says why it cannot be chosen', async () => {
  await window.openSample('L2A');
  window.show(<ShadowsNeedCloud sun={null} />);
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: NAME }).disabled).toBe(true);
  expect(screen.getByText('The product does not say where the sun stood.')).toBeTruthy();
});

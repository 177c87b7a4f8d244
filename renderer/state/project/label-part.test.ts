import { beforeEach, expect, test } from 'vitest';
import { useLabel } from '../label/project.ts';
import { useLabelTools } from '../label/tools.ts';
import { DEFAULT_VIEWS } from '../label/views.ts';
import { setUi, useUi } from '../ui.ts';
import { labelPart } from './label-part.ts';

beforeEach(() => labelPart.put(undefined));

test('what was in hand is there again', () => {
  useLabel.setState({ project: { handle: 'handle-1', name: 'North' }, chip: 'P_0_0' });
  useLabelTools.setState({ views: ['scl', 'swir', 'B09', 'true'], opacity: 0.7, showsDates: false });
  setUi({ rightTab: 'label' });
  const kept = JSON.parse(JSON.stringify(labelPart.get()));
  labelPart.put(undefined);
  expect(useLabel.getState()).toEqual({ project: null, chip: null });
  setUi({ rightTab: 'mask' });
  labelPart.put(kept);
  expect(useLabel.getState()).toEqual({ project: { handle: 'handle-1', name: 'North' }, chip: 'P_0_0' });
  expect(useLabelTools.getState()).toMatchObject({ views: ['scl', 'swir', 'B09', 'true'], opacity: 0.7 });
  expect(useUi.getState().rightTab).toBe('label');
});

test('what is not understood begins as new', () => {
  labelPart.put({ project: 3, chip: 'P_0_0', views: ['true'], opacity: 7, radius: 'wide' });
  expect(useLabel.getState()).toEqual({ project: null, chip: null });
  expect(useLabelTools.getState()).toMatchObject({ views: DEFAULT_VIEWS, opacity: 0.4, radius: 6 });
});

test('a project that is out of reach is not open', () => {
  labelPart.put({ project: null, chip: 'P_0_0', isShown: false });
  expect(useLabel.getState().chip).toBeNull();
});

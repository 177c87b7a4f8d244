import { beforeEach, expect, test } from 'vitest';
import type { ProductDetail } from '../api/types.ts';
import {
  commitPatch,
  commitStroke,
  draftStroke,
  fitRadius,
  narrowBrush,
  removeCorrections,
  setRadius,
  useCorrecting,
} from './correcting.ts';
import { shown } from './history.ts';
import { newScene } from './scene.ts';
import { fromSettings, toSettings } from './scene-settings.ts';
import { activate, commitParameters, maskRequest, putScene, redoTuning, undoTuning, useScenes } from './scenes.ts';
import { setUi } from './ui.ts';

const product = { preview: { pack: 'a', grid: 60 }, bands: { B04: [10] }, packs: [] } as unknown as ProductDetail;
const fresh = () => newScene(product, []);
const scene = () => useScenes.getState().scenes.p1!;
const classes = () => shown(scene().tuning).corrections.map((one) => one.class);

beforeEach(() => {
  useCorrecting.setState({ class: 'cloud', radiusMetres: 100, isRadiusChosen: false });
  putScene('p1', fresh());
  activate('p1');
});

test('a stroke is one step, however many drafts it had, and the mask is asked for with it', () => {
  draftStroke([[13, 52]]);
  draftStroke([
    [13, 52],
    [13.001, 52],
  ]);
  expect(useScenes.getState().dragging).toBe(true);
  expect(maskRequest(scene())?.corrections).toHaveLength(1);
  commitStroke([
    [13, 52],
    [13.0012345678, 52],
  ]);
  expect(useScenes.getState().dragging).toBe(false);
  expect(maskRequest(scene())?.corrections).toEqual([
    {
      class: 'cloud',
      shape: {
        kind: 'stroke',
        points: [
          [13, 52],
          [13.001235, 52],
        ],
        radiusMetres: 100,
      },
    },
  ]);
  undoTuning();
  expect(classes()).toEqual([]);
});

test('sliders and corrections are undone in the order in which they were made', () => {
  commitStroke([[13, 52]]);
  commitParameters({ ...shown(scene().tuning).parameters, minAreaSquareMetres: 400 });
  useCorrecting.setState({ class: 'computed' });
  commitPatch([
    [13, 52],
    [13.1, 52],
    [13, 52.1],
    [13, 52],
  ]);
  expect(classes()).toEqual(['cloud', 'computed']);
  undoTuning();
  undoTuning();
  expect(shown(scene().tuning).parameters.minAreaSquareMetres).toBe(0);
  expect(classes()).toEqual(['cloud']);
  redoTuning();
  redoTuning();
  expect(classes()).toEqual(['cloud', 'computed']);
  removeCorrections();
  expect(classes()).toEqual([]);
  expect(shown(scene().tuning).parameters.minAreaSquareMetres).toBe(400);
});

test('corrections come back with the scene, without the steps that led to them', () => {
  commitStroke([[13, 52]]);
  const kept = JSON.parse(JSON.stringify(toSettings(scene())));
  const { tuning } = fromSettings(fresh(), kept, product);
  expect(tuning.present.corrections).toEqual(shown(scene().tuning).corrections);
  expect(tuning.past).toEqual([]);
});

test('the radius keeps to whole metres within its range', () => {
  setRadius(123.4);
  expect(useCorrecting.getState().radiusMetres).toBe(123);
  setRadius(1);
  expect(useCorrecting.getState().radiusMetres).toBe(10);
});

test('the radius follows the zoom until it is chosen, by a number or by a key', () => {
  const lookAt = (zoom: number) => {
    setUi({ viewport: { bounds: [0, 0, 1, 1], zoom, latitude: 53 } });
    fitRadius();
    return useCorrecting.getState().radiusMetres;
  };
  expect(lookAt(9)).toBe(1000);
  expect(lookAt(11)).toBe(200);
  narrowBrush();
  expect(useCorrecting.getState().radiusMetres).toBe(160);
  expect(lookAt(9)).toBe(160);
  setRadius(50);
  expect(lookAt(9)).toBe(50);
  setUi({ viewport: null });
});

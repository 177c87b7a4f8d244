import { describe, expect, test } from 'vitest';
import { startHistory } from '../state/history.ts';
import type { Scene, Tuning } from '../state/scene.ts';
import { type OverlayInput, paneOverlays } from './overlays.ts';

const look = { visible: true, opacity: 0.5, style: 'fill' } as const;
const hidden = { ...look, visible: false };
const cls = { visible: true, colour: '#D55E00', opacity: 1 };
const scene: Scene = {
  image: { visible: true, composite: 'true', bands: ['B04'], min: [0], max: [1], gamma: 1, opacity: 1 },
  mask: look,
  choice: { pack: 'a', grid: 20 },
  second: { pack: 'b', grid: 20 },
  tuning: startHistory<Tuning>({
    parameters: {
      thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
      bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
      minAreaSquareMetres: 0,
    },
    corrections: [],
  }),
  classes: { clear: cls, shadow: cls, semi: cls, cloud: cls, missing: cls },
  reference: { ...hidden, id: 'scl' },
  referenceOnTop: false,
  agreement: hidden,
};
const input: OverlayInput = {
  scenes: { p1: scene },
  active: 'p1',
  viewMode: 'single',
  pair: 'image-mask',
  otherDate: null,
  swipe: 0.4,
  masksHidden: false,
  ahead: {},
};
const keys = (change: Partial<OverlayInput>, side: 'left' | 'right' = 'left') =>
  paneOverlays({ ...input, ...change }, side).map(({ key, look: { from, to } }) => [key, from, to]);

test('a single view shows what is switched on', () => {
  expect(keys({})).toEqual([['mask:p1', 0, 1]]);
  const withReference = { ...scene, reference: { ...scene.reference, visible: true } };
  expect(keys({ scenes: { p1: withReference } })).toEqual([
    ['reference:p1', 0, 1],
    ['mask:p1', 0, 1],
  ]);
  expect(keys({ scenes: { p1: { ...withReference, referenceOnTop: true } } })).toEqual([
    ['mask:p1', 0, 1],
    ['reference:p1', 0, 1],
  ]);
});

test('masks of other open scenes are not drawn over that of the active one', () => {
  expect(keys({ scenes: { p1: scene, p2: scene }, active: 'p2' })).toEqual([['mask:p2', 0, 1]]);
  expect(keys({ scenes: { p1: scene, p2: { ...scene, mask: hidden } }, active: 'p2' })).toEqual([]);
  expect(keys({ scenes: { p1: scene }, active: null })).toEqual([]);
});

test('the agreement map takes the place of both', () => {
  const agreeing = { ...scene, agreement: look, reference: { ...scene.reference, visible: true } };
  expect(keys({ scenes: { p1: agreeing } })).toEqual([['agreement:p1', 0, 1]]);
});

describe('pairs', () => {
  test('the swipe line parts the pane', () => {
    expect(keys({ viewMode: 'swipe' })).toEqual([['mask:p1', 0.4, 1]]);
    expect(keys({ viewMode: 'swipe', pair: 'mask-reference' })).toEqual([
      ['mask:p1', 0, 0.4],
      ['reference:p1', 0.4, 1],
    ]);
    expect(keys({ viewMode: 'swipe', pair: 'model-model' })).toEqual([
      ['mask:p1', 0, 0.4],
      ['second:p1', 0.4, 1],
    ]);
  });

  test('side by side every pane has its own', () => {
    expect(keys({ viewMode: 'side' }, 'left')).toEqual([]);
    expect(keys({ viewMode: 'side' }, 'right')).toEqual([['mask:p1', 0, 1]]);
    expect(keys({ viewMode: 'side', pair: 'model-model' }, 'left')).toEqual([['mask:p1', 0, 1]]);
    expect(keys({ viewMode: 'side', pair: 'model-model' }, 'right')).toEqual([['second:p1', 0, 1]]);
  });
});

test('hidden masks stay, undrawn', () => {
  const [overlay] = paneOverlays({ ...input, masksHidden: true }, 'left');
  expect(overlay?.look.visible).toBe(false);
});

test('a product without a network has no mask', () => {
  expect(keys({ scenes: { p1: { ...scene, choice: null } } })).toEqual([]);
});

describe('two dates', () => {
  const two = { scenes: { p1: scene, p2: scene }, pair: 'date-date', otherDate: 'p2' } as const;

  test.each(['swipe', 'side'] as const)('stand on a pane each: %s', (viewMode) => {
    expect(keys({ ...two, viewMode }, 'left')).toEqual([['mask:p1', 0, 1]]);
    expect(keys({ ...two, viewMode }, 'right')).toEqual([['mask:p2', 0, 1]]);
  });

  test('are compared by choice alone', () => {
    expect(keys({ ...two, viewMode: 'single' }, 'right')).toEqual([['mask:p1', 0, 1]]);
  });
});

test('the dates that may come next keep their pixels ready, undrawn', () => {
  const overlays = paneOverlays({ ...input, ahead: { p2: scene } }, 'left');
  expect(overlays.map(({ key, look: { visible } }) => [key, visible])).toEqual([
    ['mask:p2', false],
    ['mask:p1', true],
  ]);
});

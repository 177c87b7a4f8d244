import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { MaskRequest } from '../api/types.ts';
import type { ClassLayer } from './class-layer.ts';
import { type Asked, createSliderFollower } from './follow-sliders.ts';

const view = vi.hoisted(() => vi.fn(async () => ({ bytes: new Uint8Array(4), headers: new Headers() })));
vi.mock('../api/engine.ts', () => ({ engine: { view } }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  view.mockClear();
});

const MASK: MaskRequest = {
  pack: 'a',
  grid: 20,
  parameters: {
    thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    minAreaSquareMetres: 0,
  },
  corrections: [],
};
const withBuffer = (cloud: number, mask = MASK): MaskRequest => ({
  ...mask,
  parameters: { ...mask.parameters, bufferMetres: { shadow: 0, semi: 0, cloud } },
});
const withThreshold = (cloud: number, mask = MASK): MaskRequest => ({
  ...mask,
  parameters: { ...mask.parameters, thresholds: { ...mask.parameters.thresholds, cloud } },
});
const withObjects = (minAreaSquareMetres: number, mask = MASK): MaskRequest => ({
  ...mask,
  parameters: { ...mask.parameters, minAreaSquareMetres },
});
const askedFor = (mask: MaskRequest, lon = 7): Asked => ({
  product: 'p1',
  request: { kind: 'mask', mask },
  camera: { lon, lat: 50, zoom: 9, width: 100, height: 100, ratio: 1 },
});

/** A layer that takes what it is given; what it was told last. */
function follower() {
  const there = new Set<string>();
  const classify = vi.fn((kind: string) => there.has(kind));
  const layer = {
    setFollowed: (kind: string, pixels: unknown) => void (pixels ? there.add(kind) : there.delete(kind)),
    classify,
  } as unknown as ClassLayer;
  return { ...createSliderFollower(layer, 0.1), there, classify };
}
const rested = async (one: ReturnType<typeof follower>, asked: Asked) => {
  one.rest(asked);
  await vi.advanceTimersByTimeAsync(1000);
};

it('follows thresholds exactly and buffers approximately once a view has rested', async () => {
  const one = follower();
  expect(one.follow(askedFor(withThreshold(0.6)))).toBeNull();
  await rested(one, askedFor(MASK));
  expect(one.follow(askedFor(withThreshold(0.6)))).toBe('exact');
  expect(one.classify).toHaveBeenLastCalledWith('probabilities', [128, 128, 153]);
  expect(one.follow(askedFor(withBuffer(61)))).toBe('approximate');
  expect(one.classify).toHaveBeenLastCalledWith('reaches', [0, 0, 30]);
  expect(one.follow(askedFor(withObjects(800)))).toBe('approximate');
  expect(one.classify).toHaveBeenLastCalledWith('area-changes', [10, 10, 10]);
});

it('follows thresholds approximately where shadows need a cloud, and by what was made of the last mask that stood still', async () => {
  const looked = (mask: MaskRequest): MaskRequest => ({
    ...mask,
    parameters: { ...mask.parameters, shadowsNeedCloud: true },
  });
  const one = follower();
  await rested(one, askedFor(looked(MASK)));
  const told = () => view.mock.calls.map((call) => (call as unknown[])[1] as { layer: { kind: string } });
  const asked = () => told().filter(({ layer }) => layer.kind === 'probabilities');
  expect(asked()).toMatchObject([{ layer: { shadowsNeedCloud: MASK.parameters.thresholds } }]);
  expect(one.follow(askedFor(looked(withThreshold(0.6))))).toBe('approximate');
  expect(asked()).toHaveLength(1);
  await rested(one, askedFor(looked(withThreshold(0.6))));
  expect(asked()[1]).toMatchObject({ layer: { shadowsNeedCloud: { cloud: 0.6 } } });
  await rested(one, askedFor(looked(withThreshold(0.6))));
  expect(asked()).toHaveLength(2);
  await rested(one, askedFor(withThreshold(0.6)));
  expect(one.follow(askedFor(withThreshold(0.7)))).toBe('exact');
});

it('leaves to the engine what the pixels do not tell', async () => {
  const one = follower();
  await rested(one, askedFor(withBuffer(60)));
  expect(view).toHaveBeenCalledTimes(1);
  expect(one.follow(askedFor(withBuffer(200)))).toBe('approximate');
  expect(one.follow(askedFor(withThreshold(0.6, withBuffer(60))))).toBeNull();
  const corrected = { ...withBuffer(60), corrections: [{}] } as unknown as MaskRequest;
  await rested(one, askedFor(corrected));
  expect(one.follow(askedFor({ ...withBuffer(80), corrections: corrected.corrections }))).toBeNull();
});

it('keeps what it has while the smallest object changes, and leaves that to the engine where classes are grown', async () => {
  const one = follower();
  await rested(one, askedFor(withObjects(4000)));
  expect([...one.there].sort()).toEqual(['area-changes', 'reaches']);
  await rested(one, askedFor(withObjects(8000)));
  expect(view).toHaveBeenCalledTimes(3);
  await rested(one, askedFor(withBuffer(60)));
  expect([...one.there]).toEqual(['reaches']);
  expect(one.follow(askedFor(withObjects(800, withBuffer(60))))).toBeNull();
});

it('keeps what it has while a buffer changes, and forgets it where thresholds or the camera do', async () => {
  const one = follower();
  await rested(one, askedFor(withBuffer(60)));
  await rested(one, askedFor(withBuffer(90)));
  expect(view).toHaveBeenCalledTimes(1);
  expect([...one.there]).toEqual(['reaches']);
  one.keep(askedFor(withThreshold(0.6, withBuffer(90))));
  expect([...one.there]).toEqual([]);
  await rested(one, askedFor(withBuffer(60)));
  one.keep(askedFor(withBuffer(60), 8));
  expect([...one.there]).toEqual([]);
});

it('fetches nothing for a view that moves on', async () => {
  const one = follower();
  one.rest(askedFor(MASK));
  await vi.advanceTimersByTimeAsync(100);
  one.keep(askedFor(MASK, 8));
  await vi.advanceTimersByTimeAsync(1000);
  expect(view).not.toHaveBeenCalled();
  one.stop();
});

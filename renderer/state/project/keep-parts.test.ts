import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProductDetail, ProjectParts } from '../../api/types.ts';
import { answerRequests } from '../../test/page.tsx';
import { addArea, areas, takeAreas } from '../areas.ts';
import { usePins } from '../pins.ts';
import { queryClient } from '../queries.ts';
import { useUi } from '../ui.ts';
import { wantedComparison } from './compared-part.ts';
import { followParts, keepParts, keepPartsAtOnce, onPartKept, takeParts } from './keep-parts.ts';
import { useUnsaved } from './unsaved.ts';

/** A project as the engine keeps it. */
let kept: Record<string, { revision: number; value: unknown }>;
let giveBack: () => void;
let isDown = false;
/** The answer to what the engine has kept is held back until then. */
let answer: Promise<void> | null = null;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  kept = {};
  giveBack = answerRequests(async (path, { method, body }) => {
    if (isDown) throw new TypeError('Failed to fetch');
    if (method !== 'PUT') return Response.json(kept);
    const [, name, revision] = /parts\/([a-z]+)(?:\?revision=(\d+))?/.exec(path)!;
    const now = kept[name!]?.revision ?? 0;
    if (revision && now !== Number(revision))
      return Response.json({ error: { name: 'E', message: 'changed' } }, { status: 409 });
    kept[name!] = { revision: now + 1, value: (JSON.parse(String(body)) as { value: unknown }).value };
    await answer;
    return Response.json({ revision: now + 1 });
  });
  stop = followParts();
  takeParts({});
});
afterEach(() => {
  stop();
  giveBack();
  vi.useRealTimers();
});

const pin = (id: number) => ({ id, lon: id, lat: 50, colour: '#56B4E9' });
const again = (): ProjectParts => structuredClone(kept);

test('a change is kept a moment later, and is unsaved until then', async () => {
  usePins.setState({ pins: [pin(1)] });
  expect(useUnsaved.getState().names.size).toBe(1);
  expect(kept.pins).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1000);
  expect(kept.pins).toEqual({ revision: 1, value: [pin(1)] });
  expect(useUnsaved.getState().names.size).toBe(0);
});

test('a change that did not arrive is sent again until it does, and is unsaved until then', async () => {
  isDown = true;
  usePins.setState({ pins: [pin(1)] });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(kept.pins).toBeUndefined();
  expect(useUnsaved.getState().names.size).toBe(1);
  isDown = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(kept.pins).toEqual({ revision: 1, value: [pin(1)] });
  expect(useUnsaved.getState().names.size).toBe(0);
});

test('a window that goes while a part is under way has it kept as it is now', async () => {
  let release = () => {};
  answer = new Promise((resolve) => (release = resolve));
  usePins.setState({ pins: [pin(1)] });
  await vi.advanceTimersByTimeAsync(1000);
  usePins.setState({ pins: [pin(1), pin(2)] });
  keepPartsAtOnce();
  await vi.advanceTimersByTimeAsync(0);
  answer = null;
  release();
  expect(kept.pins).toEqual({ revision: 2, value: [pin(1), pin(2)] });
});

test('a window that goes does not write over what another one had kept', async () => {
  usePins.setState({ pins: [pin(1)] });
  await keepParts();
  kept.pins = { revision: 2, value: [pin(3)] };
  usePins.setState({ pins: [pin(1), pin(2)] });
  keepPartsAtOnce();
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.pins).toEqual({ revision: 2, value: [pin(3)] });
});

test('what was kept comes back, and a new project begins without it', async () => {
  usePins.setState({ pins: [pin(1)] });
  const area = { name: 'fields', polygons: [[[0, 1, 2, 3].map((n): [number, number] => [n, n])]] };
  takeAreas({ list: [], chosen: null });
  addArea(area.name, area.polygons);
  useUi.setState({ viewMode: 'swipe', viewport: null, wantedCamera: { center: [15, 50], zoom: 9 } });
  await keepParts();
  takeParts({});
  expect(usePins.getState().pins).toEqual([]);
  expect(useUi.getState()).toMatchObject({ viewMode: 'single', wantedCamera: null });
  expect(areas()).toEqual({ list: [], chosen: null });
  takeParts(again());
  expect(usePins.getState()).toMatchObject({ pins: [pin(1)], selected: 1 });
  expect(useUi.getState()).toMatchObject({ viewMode: 'swipe', wantedCamera: { center: [15, 50], zoom: 9 } });
  expect(areas().list).toEqual([{ ...area, id: areas().chosen }]);
});

test('two dates that were beside each other are so again, by their products', async () => {
  const product = (id: string) => ({ id, key: `key of ${id}` }) as ProductDetail;
  queryClient.setQueryData(['products'], [product('one'), product('other')]);
  useUi.setState({ viewMode: 'side', pair: 'date-date', otherDate: 'other' });
  await keepParts();
  takeParts({});
  expect(useUi.getState()).toMatchObject({ viewMode: 'single', pair: 'image-mask', otherDate: null });
  queryClient.setQueryData(['products'], [product('one')]);
  takeParts(again());
  expect(wantedComparison()).toBeNull();
  queryClient.setQueryData(['products'], [product('one'), { ...product('opened anew'), key: 'key of other' }]);
  expect(useUi.getState()).toMatchObject({ viewMode: 'side', pair: 'date-date' });
  expect(wantedComparison()).toBe('opened anew');
});

test('what is not understood is left out', () => {
  takeParts({
    pins: { revision: 3, value: [pin(1), { lon: 'x' }, null] },
    areas: { revision: 1, value: { list: [{ id: 'a', name: 'x', polygons: [[[[1, 2]]]] }], chosen: 'a' } },
    view: { revision: 1, value: 'nothing' },
  });
  expect(usePins.getState().pins).toEqual([pin(1)]);
  expect(useUi.getState()).toMatchObject({ viewMode: 'single' });
  expect(areas()).toEqual({ list: [], chosen: null });
});

test('pins of two windows come together', async () => {
  usePins.setState({ pins: [pin(1)] });
  await keepParts();
  kept.pins = { revision: 2, value: [pin(1), pin(2)] };
  usePins.setState({ pins: [pin(1), pin(3)] });
  await keepParts();
  expect(kept.pins).toEqual({ revision: 3, value: [pin(1), pin(2), pin(3)] });
  expect(usePins.getState().pins).toEqual([pin(1), pin(2), pin(3)]);
});

test('another window changes pins here, too, but not where this one looks', async () => {
  onPartKept('pins', 1, [pin(4)]);
  onPartKept('view', 1, { viewMode: 'side' });
  await vi.advanceTimersByTimeAsync(0);
  expect(usePins.getState().pins).toEqual([pin(4)]);
  expect(useUi.getState().viewMode).toBe('single');
});

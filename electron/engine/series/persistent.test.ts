import { expect, it } from 'vitest';
import { CLEAR, CLOUD, MISSING, SHADOW } from '../core/classes.ts';
import { NOT_THERE, persistentCodes } from './persistent.ts';

interface Seen {
  readonly class: 'clear' | 'shadow' | 'semi' | 'cloud' | 'missing';
  readonly blue: number;
  readonly swir: number;
}

const PLANES = ['clear', 'shadow', 'semi', 'cloud'];

function codeOf(dates: readonly Seen[]): number | undefined {
  const probabilities = dates.map((date) => Uint8Array.from(PLANES, (id) => (id === date.class ? 230 : 0)));
  const values = dates.map(({ blue, swir }) => [Int16Array.of(blue), Int16Array.of(swir)]);
  return persistentCodes({ pixels: 1, probabilities, values })[0];
}

const roof = (at: number): Seen => ({ class: 'cloud', blue: 3500 + 60 * (at % 3), swir: 3300 - 40 * (at % 2) });
const lake = (at: number): Seen => ({ class: 'shadow', blue: 280 + 20 * (at % 3), swir: 60 });
const cloud = (at: number): Seen => ({ class: 'cloud', blue: 2600 + 900 * (at % 4), swir: 2100 + 700 * (at % 4) });
const field = (at: number): Seen => ({ class: 'clear', blue: 500 + 80 * (at % 5), swir: 1900 + 200 * (at % 4) });
const times = (count: number, of: (at: number) => Seen) => Array.from({ length: count }, (_, at) => of(at));

it('tells a bright roof and a dark lake from weather', () => {
  expect(codeOf([...times(6, roof), cloud(1), cloud(3)])).toBe(CLOUD);
  expect(codeOf([...times(7, lake), cloud(2)])).toBe(SHADOW);
  expect(codeOf(times(8, cloud)), 'a place that was always under clouds').toBe(CLEAR);
  expect(codeOf(times(8, field))).toBe(CLEAR);
  expect(codeOf([...times(4, roof), ...times(4, (at) => ({ ...roof(at), class: 'clear' as const }))])).toBe(CLEAR);
});

it('does not judge by fewer than six dates', () => {
  expect(codeOf(times(5, roof))).toBe(MISSING);
  const missing: Seen = { class: 'missing', blue: NOT_THERE, swir: NOT_THERE };
  expect(codeOf([...times(5, roof), missing, missing])).toBe(MISSING);
  expect(codeOf([...times(6, roof), missing])).toBe(CLOUD);
});

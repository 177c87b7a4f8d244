import { expect, it } from 'vitest';
import { seeded } from '../../test/test-rasters.ts';
import { chooseMedoids, type ObservationBlock } from './medoid.ts';

function block(
  dates: readonly { weight: number; spectrum: readonly number[] }[],
  comparedBands: number,
): ObservationBlock {
  const bands = dates[0]!.spectrum.length;
  const values = new Int16Array(new SharedArrayBuffer(2 * dates.length * bands));
  const weights = new Uint8Array(new SharedArrayBuffer(dates.length));
  values.set(dates.flatMap(({ spectrum }) => spectrum));
  weights.set(dates.map(({ weight }) => weight));
  return { pixels: 1, dates: dates.length, bands, comparedBands, values, weights };
}

function choose(one: ObservationBlock, scores = new Array<number>(one.dates).fill(1)) {
  const plane = () => new Uint8Array(new SharedArrayBuffer(one.pixels));
  const choices = { chosen: plane(), observations: plane() };
  chooseMedoids(one, scores, choices, { from: 0, to: one.pixels });
  return { chosen: choices.chosen[0], observations: choices.observations[0] };
}

it('chooses the observation with the least weighted sum of distances, as the definition does', () => {
  const random = seeded(11);
  for (let round = 0; round < 200; round++) {
    const dates = Array.from({ length: 1 + Math.floor(random() * 9) }, () => ({
      weight: random() < 0.3 ? 0 : Math.ceil(random() * 255),
      spectrum: Array.from({ length: 4 }, () => Math.round(random() * 6000 - 500)),
    }));
    const scores = dates.map(() => random());
    const used = dates.flatMap((date, index) => (date.weight === 0 ? [] : [{ ...date, index }]));
    const costs = used.map(({ spectrum }) =>
      used.reduce((sum, other) => {
        const squared = spectrum.slice(0, 3).map((value, band) => (value - other.spectrum[band]!) ** 2);
        const distance = Math.sqrt(squared.reduce((a, b) => a + b, 0));
        return sum + other.weight * scores[other.index]! * distance;
      }, 0),
    );
    const result = choose(block(dates, 3), scores);
    expect(result.observations).toBe(used.length);
    if (used.length === 0) expect(result.chosen).toBe(0);
    else if (used.length !== 2) expect(result.chosen).toBe(used[costs.indexOf(Math.min(...costs))]!.index + 1);
  }
});

it('leaves an unseen cloud to the side, whatever its place in time', () => {
  const ground = (delta: number) => ({ weight: 200, spectrum: [800 + delta, 900 + delta, 3000 - delta] });
  const cloud = { weight: 200, spectrum: [5200, 5300, 5600] };
  expect(choose(block([cloud, ground(0), ground(40)], 3)).chosen).not.toBe(1);
  expect(choose(block([ground(0), ground(40), cloud], 3)).chosen).not.toBe(3);
});

it('of two takes the weightier, the first of equals, and the nearer to the target by its score', () => {
  const one = { weight: 100, spectrum: [800, 900] };
  const other = { weight: 101, spectrum: [1200, 1300] };
  expect(choose(block([one, other], 2)).chosen).toBe(2);
  expect(choose(block([one, { ...other, weight: 100 }], 2)).chosen).toBe(1);
  expect(choose(block([one, other], 2), [0.9, 0.4]).chosen).toBe(1);
});

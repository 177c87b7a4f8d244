import { expect, test } from 'vitest';
import { boxOf, Change, type ChipRaster, put, runsOf, stepBetween } from './raster.ts';
import { brushSpans, connected, likeColour, polygonSpans } from './shapes.ts';

const raster = (width: number, height: number): ChipRaster => ({
  width,
  height,
  labels: new Uint8Array(width * height),
  origin: new Uint8Array(width * height),
});

const rows = ({ width, labels }: ChipRaster) =>
  Array.from({ length: labels.length / width }, (_, row) => labels.slice(row * width, (row + 1) * width).join(''));

test('a brush covers the pixels whose centres are within its radius, also where it moves fast', () => {
  const chip = raster(9, 5);
  const change = new Change(chip);
  brushSpans([2.5, 2.5], [6.5, 2.5], 1.2, (row, from, to) => change.span(row, from, to, 4));
  expect(rows(chip)).toEqual(
    ['000000000', '001111100', '011111110', '001111100', '000000000'].map((row) => row.replaceAll('1', '4')),
  );
});

test('a brush of half a pixel paints the pixel under it', () => {
  const chip = raster(3, 3);
  const change = new Change(chip);
  brushSpans([1.1, 1.9], [1.1, 1.9], Math.SQRT1_2, (row, from, to) => change.span(row, from, to, 2));
  expect(rows(chip)).toEqual(['000', '020', '000']);
});

test('a polygon covers the pixels whose centres are inside; beyond the chip nothing is', () => {
  const chip = raster(4, 4);
  const change = new Change(chip);
  const ring = [
    [1, 1],
    [9, 1],
    [9, 3],
    [1, 3],
  ] as const;
  polygonSpans(ring, (row, from, to) => change.span(row, from, to, 3));
  expect(rows(chip)).toEqual(['0000', '0333', '0333', '0000']);
});

test('filling stops at other labels, and at other colours', () => {
  const chip = raster(4, 3);
  chip.labels.set([2, 2, 2, 2], 4);
  const alike = connected(chip, 0, (pixel) => chip.labels[pixel] === 0);
  expect(alike.sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  const rgba = new Uint8ClampedArray(4 * 12).fill(255);
  rgba.set([200, 255, 255, 255], 8);
  expect(connected(chip, 0, likeColour(rgba, 0, 20)).includes(2)).toBe(false);
  expect(connected(chip, 0, likeColour(rgba, 0, 60)).includes(2)).toBe(true);
});

test('a step is undone and done again, and told in runs', () => {
  const chip = raster(4, 2);
  chip.labels[1] = 3;
  chip.origin[1] = 1;
  const change = new Change(chip);
  change.span(0, 0, 3, 4);
  const step = change.end()!;
  expect(runsOf(step, 'after')).toEqual([[0, 3, 4, 2]]);
  expect(runsOf(step, 'before')).toEqual([
    [0, 1, 0, 0],
    [1, 1, 3, 1],
    [2, 1, 0, 0],
  ]);
  expect(boxOf(step, 4)).toEqual({ left: 0, right: 3, top: 0, bottom: 1 });
  put(chip, step, 'before');
  expect([...chip.labels.slice(0, 4)]).toEqual([0, 3, 0, 0]);
  expect([...chip.origin.slice(0, 4)]).toEqual([0, 1, 0, 0]);
  put(chip, step, 'after');
  expect([...chip.labels.slice(0, 4)]).toEqual([4, 4, 4, 0]);
});

test('a stroke that changes nothing is no step; one over itself is one', () => {
  const chip = raster(3, 1);
  const nothing = new Change(chip);
  nothing.span(0, 0, 3, 0);
  expect(nothing.end()).toBeNull();
  const back = new Change(chip);
  back.span(0, 0, 3, 4);
  back.span(0, 0, 3, 0);
  expect(back.end()).toBeNull();
});

test('pixels without data stay missing, those that a person called missing do not', () => {
  const chip = raster(2, 1);
  chip.labels.set([5, 5]);
  chip.origin.set([1, 2]);
  const change = new Change(chip);
  change.span(0, 0, 2, 1);
  expect([...chip.labels]).toEqual([5, 1]);
});

test('what lies between two states', () => {
  const [before, after] = [raster(3, 1), raster(3, 1)];
  after.labels[2] = 4;
  after.origin[2] = 1;
  expect(runsOf(stepBetween(before, after)!, 'after')).toEqual([[2, 1, 4, 1]]);
  expect(stepBetween(before, before)).toBeNull();
});

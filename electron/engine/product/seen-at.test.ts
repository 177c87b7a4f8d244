import { expect, it } from 'vitest';
import { seenAt } from './seen-at.ts';
import { sunOverGrid } from './sun-position.ts';

const grid = { epsg: 32633, originX: 399_960, originY: 5_900_040, pixelMetres: 60, width: 1830, height: 1830 };
const told = '2024-05-06T10:15:29.000Z';
const sun = sunOverGrid(new Date(told), grid)!;

const noteOf = (change: Partial<typeof sun>, isExact = true) =>
  seenAt({ sun: { ...sun, ...change }, told, isExact, isDayOnly: false, grid }).note;

it('tells of a sun that cannot have stood where the metadata say', () => {
  expect(noteOf({ azimuthDegrees: sun.azimuthDegrees + 180 })).toContain('Shadows are looked for by the metadata');
  expect(noteOf({ zenithDegrees: 90 - sun.zenithDegrees })).toContain('at 2024-05-06 10:15 UTC it stood at zenith 37');
});

it("says nothing of one that stands some minutes off, or of a time that is not the granule's", () => {
  expect(noteOf({})).toBeNull();
  expect(noteOf({ zenithDegrees: sun.zenithDegrees + 1, azimuthDegrees: sun.azimuthDegrees - 4 })).toBeNull();
  expect(noteOf({ azimuthDegrees: sun.azimuthDegrees + 180 }, false)).toBeNull();
});

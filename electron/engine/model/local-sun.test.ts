import { describe, expect, it } from 'vitest';
import { localSun } from './local-sun.ts';

describe('localSun', () => {
  const grid = {
    stepMetres: 5000,
    width: 2,
    height: 2,
    zenithDegrees: Float32Array.of(40, 42, 44, 46),
    azimuthDegrees: Float32Array.of(350, 10, 350, 10),
  };
  const sun = { zenithDegrees: 50, azimuthDegrees: 100, grid };

  it('interpolates across north and clamps at the border', () => {
    const middle = localSun(sun, 2500, 2500)!;
    expect(middle.zenithDegrees).toBeCloseTo(43, 5);
    expect(Math.min(middle.azimuthDegrees, 360 - middle.azimuthDegrees)).toBeCloseTo(0, 5);
    expect(localSun(sun, -10, 9999)).toMatchObject({ zenithDegrees: 44 });
  });

  it('falls back to the mean, and to nothing', () => {
    const holes = { ...grid, zenithDegrees: Float32Array.of(40, Number.NaN, 44, 46) };
    expect(localSun({ ...sun, grid: holes }, 2500, 2500)).toEqual({ zenithDegrees: 50, azimuthDegrees: 100 });
    expect(localSun({ ...sun, grid: null }, 0, 0)).toEqual({ zenithDegrees: 50, azimuthDegrees: 100 });
    expect(localSun(null, 0, 0)).toBeNull();
  });
});

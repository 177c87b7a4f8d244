import { expect, it } from 'vitest';
import { noiseAt, noiseField, type View } from './noise.ts';

const shape = { seed: 7, wavelengthMetres: 90, wavelengthSouthMetres: 60, lean: 0.5, octaves: 3 };
const view: View = { eastMetres: -300, southMetres: 500, pixelMetres: 10, width: 240, height: 200 };

it('has zero mean and unit deviation', () => {
  const field = noiseField(view, shape);
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length;
  const variance = field.reduce((sum, value) => sum + (value - mean) ** 2, 0) / field.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.abs(Math.sqrt(variance) - 1)).toBeLessThan(0.1);
});

it('is the same in every view and at a single point', () => {
  const field = noiseField(view, shape);
  const part = noiseField({ ...view, eastMetres: 0, southMetres: 700, width: 5, height: 4 }, shape);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 5; column++) {
      const whole = field[(row + 20) * view.width + column + 30]!;
      expect(part[row * 5 + column]).toBeCloseTo(whole, 4);
      expect(noiseAt(10 * column + 5, 700 + 10 * row + 5, shape)).toBeCloseTo(whole, 4);
    }
  }
});

it('differs between seeds', () => {
  expect(noiseAt(1, 2, { ...shape, seed: 8 })).not.toBeCloseTo(noiseAt(1, 2, shape), 3);
});

import { expect, it } from 'vitest';
import { sunAngles } from './sun.ts';

it('agrees with the mean sun angles in the metadata of a real product (T29UNU, 5 October 2022)', () => {
  const sun = sunAngles('2022-10-05T11:56:49.58Z', -8.18686, 52.75332);
  expect(Math.abs(sun.zenithDegrees - 57.8206)).toBeLessThan(0.1);
  expect(Math.abs(sun.azimuthDegrees - 172.8402)).toBeLessThan(0.4);
});

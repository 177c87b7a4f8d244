import { describe, expect, it } from 'vitest';
import type { BandId } from '../core/bands.ts';
import { judgeReflectance } from './plausible-reflectance.ts';

/** Land with a third of cloud: reflectances of 1000 pixels, turned by `change`. */
function scene(change: (reflectance: number) => number = (value) => value, bands: readonly BandId[] = ['B02', 'B08']) {
  const spread = Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? 0.3 + (i % 50) / 80 : 0.02 + (i % 40) / 400));
  return bands.map((band) => ({ band, reflectances: spread.map(change) }));
}

const AS_IS = { scale: 1e-4, offset: 0 };

describe('reflectances', () => {
  it.each<[string, (value: number) => number]>([
    ['of a scene', (value) => value],
    ['of full cloud under a low sun', () => 1.5],
    ['of dark sea beside cloud, corrected to nothing', (value) => (value > 0.3 ? 0.9 : 0.0001)],
    ['with the noise that an offset of -1000 DN leaves', (value) => (value < 0.05 ? -0.05 : value)],
  ])('%s are fine', (_, change) => {
    expect(judgeReflectance(scene(change), AS_IS)).toEqual({ verdict: 'fine' });
  });

  it('are refused where no ground can have them, with scale and offset', () => {
    const shifted = judgeReflectance(
      scene((value) => value - 1000),
      { scale: 1e-4, offset: -1000 },
    );
    expect(shifted).toMatchObject({ verdict: 'refuse' });
    expect(shifted).toHaveProperty(
      'message',
      expect.stringMatching(/^100 % .* below -0.2 with scale 0.0001 and offset -1000 .*B02 -999\.9/),
    );
    const unscaled = judgeReflectance(
      scene((value) => value * 10_000),
      { scale: 1, offset: 0 },
    );
    expect(unscaled).toMatchObject({ verdict: 'refuse', message: expect.stringContaining('above 2') });
  });

  it.each<[string, (value: number) => number, RegExp]>([
    ['a hundredth of them cannot be', (value) => (value > 0.85 ? 6.5 : value), /% .* above 2/],
    ['all are as dark as night', (value) => value * 1e-4, /dark as night/],
    ['the offset was taken off twice', (value) => (value < 0.3 ? value - 0.2 : value) + 0.05, /taken off twice/],
  ])('give a warning where %s', (_, change, message) => {
    expect(judgeReflectance(scene(change), AS_IS)).toMatchObject({
      verdict: 'warn',
      message: expect.stringMatching(message),
    });
  });

  it('give that warning, too, where the offset was meant and given in a wrong unit', () => {
    const raised = scene((value) => value + 0.08, ['B02', 'B04', 'B11', 'B12']);
    expect(judgeReflectance(raised, { scale: 1e-4, offset: -1e-5 })).toMatchObject({
      message: expect.stringContaining("ESA's offset of -0.1"),
    });
    expect(judgeReflectance(raised, { scale: 1e-4, offset: -0.1 })).toEqual({ verdict: 'fine' });
  });

  it('give a warning where an offset was not taken off', () => {
    const bands = ['B02', 'B04', 'B11', 'B12'] as const;
    const raised = (value: number) => value + 0.08;
    expect(judgeReflectance(scene(raised, bands), AS_IS)).toMatchObject({
      verdict: 'warn',
      message: expect.stringContaining('--offset -0.1'),
    });
    expect(judgeReflectance(scene(raised, bands), { scale: 1e-4, offset: -0.1 })).toEqual({ verdict: 'fine' });
    expect(
      judgeReflectance(
        scene((value) => value, bands),
        AS_IS,
      ),
    ).toEqual({ verdict: 'fine' });
  });

  it('give a warning where an offset was taken off twice under many clouds, and advise the right one', () => {
    const bands = ['B02', 'B04', 'B11', 'B12'] as const;
    const clouded = (value: number) => (value > 0.06 ? value + 0.4 : value);
    const verdict = judgeReflectance(
      scene((value) => clouded(value) - 0.1, bands),
      { scale: 1e-4, offset: -0.1 },
    );
    expect(verdict).toMatchObject({
      verdict: 'warn',
      message: expect.stringMatching(/of B11 lie below -0\.04 with scale 0\.0001 and offset -0\.1.*taken off twice/),
    });
    expect(judgeReflectance(scene(clouded, bands), AS_IS)).toEqual({ verdict: 'fine' });
  });

  it('give a warning where B10 sees the ground', () => {
    expect(
      judgeReflectance(
        scene((value) => value / 10 + 0.1, ['B10']),
        AS_IS,
      ),
    ).toMatchObject({
      verdict: 'warn',
      message: expect.stringContaining('B10'),
    });
    expect(
      judgeReflectance(
        scene((value) => value / 10, ['B10']),
        AS_IS,
      ),
    ).toEqual({ verdict: 'fine' });
  });

  it('say nothing of a handful of pixels', () => {
    expect(judgeReflectance([{ band: 'B02', reflectances: [-9, -9, -9] }], AS_IS)).toEqual({ verdict: 'fine' });
  });
});

describe('a band without a picture', () => {
  const constant = scene(() => 0.1234, ['B11', 'B12']);

  it('is named where others vary, with what to do', () => {
    expect(judgeReflectance([...scene(), ...constant], AS_IS)).toMatchObject({
      verdict: 'warn',
      message: expect.stringMatching(/^B11, B12 have one value everywhere \(0\.1234 /),
      remedy: expect.stringContaining('--bands by a -'),
    });
  });

  it('is none where it is clipped dark sea, or where all are alike', () => {
    expect(judgeReflectance([...scene(), ...scene(() => 0.0001, ['B12'])], AS_IS)).toEqual({ verdict: 'fine' });
    expect(judgeReflectance(constant, AS_IS)).toEqual({ verdict: 'fine' });
  });
});

it('warns of land that is ten times too dark, as reflectances times 1000 are, but not of dark sea', () => {
  const bands = (infrared: number) => [
    ...scene((value) => value / 25, ['B04']),
    ...scene((value) => (infrared * value) / 25, ['B8A']),
  ];
  expect(judgeReflectance(bands(1.5), AS_IS)).toMatchObject({
    verdict: 'warn',
    message: expect.stringContaining('far darker than land'),
  });
  expect(judgeReflectance(bands(0.5), AS_IS)).toEqual({ verdict: 'fine' });
});

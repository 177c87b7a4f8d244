import { expect, it } from 'vitest';
import type { BandId } from '../core/bands.ts';
import type { Product } from '../product/types.ts';
import { reflectanceSamples } from './reflectance-samples.ts';

/** Samples of a product read as ESA's, of which the pixels are reflectance * `factor`. */
function samplesOf(factor: number) {
  const product = { id: 'it', path: 'it', kind: 'folder', quantification: 10_000, offsets: {} } as unknown as Product;
  const samples = reflectanceSamples(product);
  const ground: Partial<Record<BandId, number>> = { B02: 0.05, B04: 0.08, B08: 0.35, B11: 0.22 };
  for (const [band, reflectance] of Object.entries(ground)) {
    const dn = Uint16Array.from({ length: 1024 }, (_, i) => factor * reflectance * (0.8 + 0.4 * ((i % 64) / 64)));
    samples.add(band as BandId, dn);
  }
  return samples;
}

it('says nothing of plausible reflectances', () => {
  expect(samplesOf(10_000).judge()).toBeNull();
});

it('advises the reading that fits where values are of another unit', () => {
  const { message } = samplesOf(65_535).judge()!;
  expect(message).toContain('lie above 2');
  expect(message).toContain('--scale 0.000015259 --offset 0 gives plausible ones');
});

it('refuses what cannot be, with the same advice', () => {
  const product = { id: 'it', path: 'it', kind: 'folder', quantification: 1, offsets: {} } as unknown as Product;
  const samples = reflectanceSamples(product);
  for (const band of ['B02', 'B04', 'B08'] as const)
    samples.add(
      band,
      Uint16Array.from({ length: 1024 }, (_, i) => 100 + i),
    );
  expect(() => samples.refuseImpossible()).toThrow(
    expect.objectContaining({ remedy: expect.stringMatching(/--scale 0\.0001 --offset 0 gives plausible/) }),
  );
});

it('takes saturated clouds for no sign of another unit', () => {
  const samples = samplesOf(10_000);
  for (const dn of [32_767, 32_760]) samples.add('B03', new Uint16Array(16_384).fill(dn));
  for (const dn of [32_767, 32_760]) samples.add('B12', new Uint16Array(16_384).fill(dn));
  for (const band of ['B01', 'B05', 'B06', 'B07'] as const) samples.add(band, new Uint16Array(1024).fill(32_767));
  expect(samples.judge()).toBeNull();
  expect(() => samples.refuseImpossible()).not.toThrow();
});

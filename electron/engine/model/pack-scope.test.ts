import { describe, expect, it } from 'vitest';
import { fixturePack } from './fixtures/synthetic.ts';
import { packScopeWarnings } from './pack-scope.ts';
import { loadPack } from './packs.ts';

describe('packScopeWarnings', () => {
  it('speaks of month and latitude', async () => {
    const { manifest } = await loadPack(fixturePack('tiny-unet'));
    const scoped = {
      ...manifest,
      scope: { months: [4, 10] as [number, number], latitude: [45, 72] as [number, number], text: 'T.' },
    };
    const ring = [
      [10, 30],
      [10, 31],
      [11, 31],
      [10, 30],
    ] as const;
    const warnings = packScopeWarnings(scoped, { sensingTime: '2022-01-05T10:00:00Z', footprint: ring });
    expect(warnings.map((warning) => warning.code)).toEqual(['season', 'region']);
    expect(warnings[1]!.message).toMatch(/45 to 72 degrees; this image lies at 30.5/);
    expect(packScopeWarnings(manifest, { sensingTime: null, footprint: null })).toEqual([]);
  });

  it('counts the first and the last month, and the outermost latitudes, as within', async () => {
    const { manifest } = await loadPack(fixturePack('tiny-unet'));
    const scoped = { ...manifest, scope: { months: [4, 10], latitude: [45, 72], text: 'T.' } } as typeof manifest;
    const codes = (time: string, latitude: number) =>
      packScopeWarnings(scoped, { sensingTime: time, footprint: [[10, latitude]] }).map(({ code }) => code);
    expect(codes('2022-04-01T00:00:00Z', 45)).toEqual([]);
    expect(codes('2022-10-31T23:59:59Z', 72)).toEqual([]);
    expect(codes('2022-03-31T23:59:59Z', 44.9)).toEqual(['season', 'region']);
    expect(codes('2022-11-01T00:00:00Z', 72.1)).toEqual(['season', 'region']);
  });

  it('says of a tuned one whether the image is of the place of its labels, across the date line too', async () => {
    const { manifest } = await loadPack(fixturePack('tiny-unet'));
    const square = (west: number, east: number) =>
      [
        [west, 50],
        [east, 50],
        [east, 51],
        [west, 51],
        [west, 50],
      ] as const;
    const told = (hull: ReturnType<typeof square>, footprint: ReturnType<typeof square>) => {
      const scoped = { ...manifest, scope: { hull, text: 'T.' } } as unknown as typeof manifest;
      return packScopeWarnings(scoped, { sensingTime: null, footprint }).map(({ message }) => message);
    };
    expect(told(square(10, 12), square(11, 13))).toEqual([]);
    expect(told(square(10, 12), square(13, 14))).toEqual([
      `${manifest.name} is tuned on another place than this image shows. T.`,
    ]);
    expect(told(square(179, -179), square(-179.5, -178))).toEqual([]);
    expect(told(square(179, -179), square(-178, -177))).toHaveLength(1);
  });
});

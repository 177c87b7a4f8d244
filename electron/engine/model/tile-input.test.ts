import { describe, expect, it } from 'vitest';
import type { InputSpec } from './manifest.ts';
import { auxiliaryValues, buildTensor, scalingTable, validPixels } from './tile-input.ts';

const log: InputSpec['scaling'] = { transform: 'log1p', gain: 5, max: 2, missing: -1 };
const spec = (changes: Partial<InputSpec> = {}): InputSpec => ({
  name: 'input',
  layout: 'NCHW',
  bands: ['B02', 'B11'],
  scaling: log,
  auxiliary: [],
  sizeMultiple: 1,
  minimumSize: 1,
  orientation: 'north-up',
  ...changes,
});

describe('scalingTable', () => {
  it('follows the formula, clamps, and keeps DN 0 apart from reflectance 0', () => {
    const table = scalingTable(log, 0, { offset: -1000, quantification: 10000 });
    expect(table[0]).toBe(-1);
    expect(table[1]).toBe(0);
    expect(table[1000]).toBe(0);
    expect(table[6000]).toBeCloseTo(Math.log(1 + 5 * 0.5), 6);
    expect(table[65535]).toBeCloseTo(Math.log(11), 6);
  });

  it('takes the logarithm with one gain per band', () => {
    const table = scalingTable({ ...log, gain: [40, 400] }, 1, { offset: 0, quantification: 10000 });
    expect(table[100]).toBeCloseTo(Math.log(1 + 400 * 0.01), 6);
  });

  it('scales linearly and by mean and deviation, per band', () => {
    const radiometry = { offset: 0, quantification: 10000 };
    const linear = scalingTable(
      { transform: 'linear', gain: [1, 2], bias: [0, 3], max: 0.5, missing: 7 },
      1,
      radiometry,
    );
    expect([linear[0], linear[1000], linear[9000]]).toEqual([7, Math.fround(3.2), 4]);
    const standard = scalingTable({ transform: 'standard', mean: [0, 0.1], std: [1, 0.2], missing: 0 }, 1, radiometry);
    expect(standard[3000]).toBeCloseTo(1, 6);
  });
});

describe('auxiliaryValues', () => {
  it('points away from the sun', () => {
    const all = spec({ auxiliary: ['shadow_col', 'shadow_row', 'log2_pixel'] });
    const south = auxiliaryValues(all, { zenithDegrees: 45, azimuthDegrees: 180 }, 10);
    expect(south[0]).toBeCloseTo(0, 6);
    expect(south[1]).toBeCloseTo(-1, 6);
    expect(south[2]).toBe(-1);
    const east = auxiliaryValues(all, { zenithDegrees: 60, azimuthDegrees: 90 }, 20);
    expect(east[0]).toBeCloseTo(-Math.sqrt(3), 6);
    expect(east[1]).toBeCloseTo(0, 6);
    expect(auxiliaryValues(all, null, 40)).toEqual([0, 0, 1]);
  });
});

describe('buildTensor', () => {
  const tile = {
    width: 3,
    height: 1,
    bands: [Uint16Array.of(1, 2, 3), null],
    sun: null,
  };
  const table = Float32Array.from({ length: 65536 }, (_, dn) => dn);
  const size = { width: 6, height: 2, pixelMetres: 20 };

  it('mirrors without repeating the border, and marks a missing band', () => {
    const { data, dims } = buildTensor(spec(), tile, [table, table], size);
    expect(dims).toEqual([1, 2, 2, 6]);
    expect([...data.slice(0, 12)]).toEqual([1, 2, 3, 2, 1, 2, 1, 2, 3, 2, 1, 2]);
    expect([...data.slice(12)]).toEqual(new Array(12).fill(-1));
  });

  it('mirrors tile and shadow vector so that shadows fall to the upper left', () => {
    const northwest = spec({ orientation: 'shadow-northwest', auxiliary: ['shadow_col', 'shadow_row'] });
    const afternoonInTheSouth = { zenithDegrees: 45, azimuthDegrees: 315 }; // shadows fall to the lower right
    const { data, mirrored } = buildTensor(northwest, { ...tile, sun: afternoonInTheSouth }, [table, table], size);
    expect(mirrored).toEqual({ columns: true, rows: true });
    expect([...data.slice(0, 6)]).toEqual([2, 1, 2, 3, 2, 1]);
    expect(data[24]).toBeCloseTo(-Math.SQRT1_2, 6);
    expect(data[36]).toBeCloseTo(-Math.SQRT1_2, 6);
    const morningInTheNorth = { zenithDegrees: 45, azimuthDegrees: 150 };
    const asItIs = buildTensor(northwest, { ...tile, sun: morningInTheNorth }, [table, table], size);
    expect(asItIs.mirrored).toEqual({ columns: false, rows: false });
    expect([...asItIs.data.slice(0, 6)]).toEqual([1, 2, 3, 2, 1, 2]);
    expect(buildTensor(northwest, tile, [table, table], size).mirrored).toEqual({ columns: false, rows: false });
  });

  it('writes over all of an earlier tensor, in either layout', () => {
    for (const layout of ['NCHW', 'NHWC'] as const) {
      const wanted = spec({ layout, auxiliary: ['shadow_row', 'log2_pixel'] });
      const built = buildTensor(wanted, tile, [table, table], size).data;
      const fresh = built.slice();
      built.fill(Number.NaN);
      const again = buildTensor(wanted, tile, [table, table], size).data;
      expect(again.buffer).toBe(built.buffer);
      expect(again).toEqual(fresh);
    }
  });

  it('interleaves channels for NHWC and single pixels', () => {
    const aux = spec({ layout: 'NHWC', auxiliary: ['log2_pixel'] });
    const { data, dims } = buildTensor(aux, tile, [table, table], { width: 3, height: 1, pixelMetres: 40 });
    expect(dims).toEqual([1, 1, 3, 3]);
    const expected = [1, -1, 1, 2, -1, 1, 3, -1, 1];
    expect([...data]).toEqual(expected);
    const pixels = buildTensor({ ...aux, layout: 'NC' }, tile, [table, table], {
      width: 3,
      height: 1,
      pixelMetres: 40,
    });
    expect(pixels.dims).toEqual([3, 3]);
    expect([...pixels.data]).toEqual(expected);
  });
});

describe('validPixels', () => {
  it('wants half of the minimum bands', () => {
    const manifest = { input: spec({ bands: ['B01', 'B02', 'B03', 'B04'] }), minimumBands: ['B02', 'B03', 'B04'] };
    const tile = {
      width: 4,
      height: 1,
      bands: [
        Uint16Array.of(1, 1, 1, 1),
        Uint16Array.of(0, 1, 1, 1),
        Uint16Array.of(0, 0, 1, 1),
        Uint16Array.of(0, 0, 0, 1),
      ],
      sun: null,
    };
    const { valid, count } = validPixels(manifest, tile, { column: 0, row: 0, width: 4, height: 1 });
    expect([...valid]).toEqual([0, 0, 1, 1]);
    expect(count).toBe(2);
  });
});

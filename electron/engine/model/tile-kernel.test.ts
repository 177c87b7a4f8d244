import { describe, expect, it } from 'vitest';
import type { InputSpec, OutputSpec } from './manifest.ts';
import { buildTensor, validPixels } from './tile-input.ts';
import { quantizeOutput } from './tile-output.ts';

let seed = 7;
const random = (below: number) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

const NAMES = ['B02', 'B03', 'B04', 'B11', 'B12'];
const SUNS = [null, 45, 135, 225, 315].map((azimuthDegrees) =>
  azimuthDegrees === null ? null : { zenithDegrees: 50, azimuthDegrees },
);
/** Several strips of one that is wide, several steps of 16 and a rest of others. */
const sizeOf = (i: number) =>
  i % 20 === 0
    ? { width: 3000 + random(50), height: 50 + random(9) }
    : { width: 1 + random(70), height: 1 + random(9) };

/** No band, a whole one, one with holes, one that a swath ends in. */
function randomBand({ width, height }: { readonly width: number; readonly height: number }): Uint16Array | null {
  const kind = random(5);
  if (kind === 0) return null;
  const end = random(width);
  return Uint16Array.from({ length: width * height }, (_, at) => {
    if (kind === 1 && random(3) === 0) return 0;
    if (kind === 2 && at % width < end) return 0;
    return random(9) === 0 ? 65535 : 1 + random(65535);
  });
}

function randomTile(i: number) {
  const size = sizeOf(i);
  return { ...size, bands: NAMES.map(() => randomBand(size)), sun: SUNS[random(SUNS.length)]! };
}

function partOf({ width, height }: { readonly width: number; readonly height: number }) {
  const [column, row] = [random(width), random(height)];
  return { column, row, width: 1 + random(width - column), height: 1 + random(height - row) };
}

/** Index of what lies at a place before, in or beyond `size`, back and forth. */
function reflected(place: number, size: number): number {
  if (size === 1) return 0;
  const phase = place % (2 * size - 2);
  return Math.min(phase, 2 * size - 2 - phase);
}

describe('buildTensor', () => {
  const tables = NAMES.map((_, k) => Float32Array.from({ length: 65536 }, (_, dn) => Math.sqrt(dn) * (k + 1)));

  it('lays any tile before any network', () => {
    for (let i = 0; i < 80; i++) {
      const tile = randomTile(i);
      const layout = (['NCHW', 'NCHW', 'NHWC', 'NC'] as const)[random(4)]!;
      const spec: InputSpec = {
        ...{ name: 'input', layout, bands: NAMES, auxiliary: ['shadow_col', 'log2_pixel'], sizeMultiple: 1 },
        ...{ minimumSize: 1, orientation: 'shadow-northwest' },
        scaling: { transform: 'log1p', gain: 5, max: 2, missing: -1 },
      };
      const size = { width: tile.width + random(3) * random(40), height: tile.height + random(3) * random(9) };
      if (random(8) === 0) size.width = 1 + random(tile.width);
      const { data, mirrored } = buildTensor(spec, tile, tables, { ...size, pixelMetres: 10 });
      const pixels = size.width * size.height;
      const wrong = Array.from({ length: NAMES.length * pixels }, (_, k) => k).find((k) => {
        const [channel, pixel] = [Math.floor(k / pixels), k % pixels];
        const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
        const column = reflected(mirrored.columns ? size.width - 1 - x : x, tile.width);
        const row = reflected(mirrored.rows ? size.height - 1 - y : y, tile.height);
        const dn = tile.bands[channel]?.[row * tile.width + column];
        const found = data[layout === 'NCHW' ? k : pixel * (NAMES.length + 2) + channel];
        return found !== (dn === undefined ? -1 : tables[channel]![dn]);
      });
      expect(wrong).toBe(undefined);
    }
  });
});

describe('validPixels', () => {
  it('counts the bands that see each pixel', () => {
    for (let i = 0; i < 80; i++) {
      const tile = randomTile(i);
      const part = partOf(tile);
      const minimumBands = NAMES.slice(random(3));
      const { valid, count } = validPixels(
        { input: { bands: NAMES } as unknown as InputSpec, minimumBands },
        tile,
        part,
      );
      const wanted = valid.map((_, k) => {
        const at = (part.row + Math.floor(k / part.width)) * tile.width + part.column + (k % part.width);
        const seen = minimumBands.filter((name) => (tile.bands[NAMES.indexOf(name)]?.[at] ?? 0) > 0);
        return 2 * seen.length >= minimumBands.length ? 1 : 0;
      });
      expect(Buffer.compare(valid, wanted)).toBe(0);
      expect(count).toBe(wanted.reduce((sum, one) => sum + one, 0));
    }
  });
});

describe('quantizeOutput', () => {
  const spec: OutputSpec = {
    ...{ name: 'p', layout: 'NCHW', activation: 'none', clearIsRest: false },
    classes: ['clear', 'shadow', 'semi', 'cloud'],
  };
  /** What rounds to 0 or is cut off, halves and what is next to them, anything between. */
  const value = (): number => {
    const half = Math.fround((random(256) + 0.5) / 255);
    const next = [0, 0, 1e-9, -0.4, 1.5, 3e9, -3e9, Number.POSITIVE_INFINITY, half, half - 2 ** -24, half + 2 ** -24];
    return random(3) === 0 ? random(2 ** 24) / 2 ** 24 : next[random(next.length)]! * (random(3) === 0 ? 0.003 : 1);
  };
  /** As the definition says. */
  const byteOf = (probability: number) => Math.floor(Math.min(Math.max(probability * 255, 0), 255) + 0.5);

  it('rounds any part of any output', () => {
    for (let i = 0; i < 80; i++) {
      const size = sizeOf(i);
      const part = partOf(size);
      const [pixels, partPixels] = [size.width * size.height, part.width * part.height];
      const sparse = random(3) === 0;
      const output = Float32Array.from({ length: 4 * pixels }, () => (sparse && random(9) > 0 ? 0 : value()));
      const [gaps, hole] = [random(3), random(part.width)];
      const valid = Uint8Array.from({ length: partPixels }, (_, at) =>
        gaps === 0 ? 1 : gaps === 1 ? random(2) : at % part.width < hole ? 0 : 1,
      );
      const mirrored = { columns: random(2) === 0, rows: random(2) === 0 };
      const placeOf = (k: number) => {
        const [x, y] = [part.column + (k % part.width), part.row + Math.floor(k / part.width)];
        return (mirrored.rows ? size.height - 1 - y : y) * size.width + (mirrored.columns ? size.width - 1 - x : x);
      };
      for (let k = 0; k < partPixels; k++) if (!valid[k]) output[placeOf(k)] = Number.NaN;
      const found = quantizeOutput(spec, output, size, part, { mirrored, valid });
      const wanted = new Uint8Array(4 * partPixels);
      for (let k = 0; k < partPixels; k++) {
        const bytes = [0, 1, 2, 3].map((plane): number =>
          valid[k] ? byteOf(output[plane * pixels + placeOf(k)]!) : 0,
        );
        if (valid[k] && !bytes.some((byte) => byte > 0)) bytes[0] = 1;
        for (const [plane, byte] of bytes.entries()) wanted[plane * partPixels + k] = byte;
      }
      expect(Buffer.compare(found, wanted)).toBe(0);
    }
  });

  it('refuses what is not a number wherever a pixel is valid', () => {
    const size = { width: 37, height: 3 };
    const part = { column: 1, row: 1, width: 35, height: 1 };
    for (let k = 0; k < part.width; k++) {
      const output = new Float32Array(4 * 111).fill(0.5);
      output[111 * (k % 4) + 37 + 1 + k] = Number.NaN;
      const given = { mirrored: { columns: k % 2 === 0, rows: true }, valid: new Uint8Array(35).fill(1) };
      expect(() => quantizeOutput(spec, output, size, part, given)).toThrow(/not a number/);
    }
  });
});

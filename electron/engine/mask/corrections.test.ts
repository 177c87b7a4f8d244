import { describe, expect, it } from 'vitest';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { computeMask } from './compute.ts';
import { applyCorrections, type PixelCorrection, type PlacedCorrections } from './corrections.ts';
import { defaultParameters } from './parameters.ts';
import type { PixelPoint } from './scanline.ts';
import { createMaskSession } from './session.ts';

const placed = (...list: PixelCorrection[]): PlacedCorrections => ({ column: 0, row: 0, list });
const dab = (code: PixelCorrection['code'], x: number, y: number, radius: number): PixelCorrection => ({
  code,
  shape: { kind: 'stroke', points: [[x, y]], radius },
});

function distanceToSegment([x, y]: PixelPoint, a: PixelPoint, b: PixelPoint): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = dx === 0 && dy === 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy);
  const nearest = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a[0] - nearest * dx, y - a[1] - nearest * dy);
}

/** Whether the centre of a pixel is inside, by the winding of the ring around it. */
function isInside([x, y]: PixelPoint, ring: readonly PixelPoint[]): boolean {
  let turns = 0;
  for (const [i, a] of ring.entries()) {
    const b = ring[(i + 1) % ring.length] as PixelPoint;
    turns += Math.atan2(
      (a[0] - x) * (b[1] - y) - (a[1] - y) * (b[0] - x),
      (a[0] - x) * (b[0] - x) + (a[1] - y) * (b[1] - y),
    );
  }
  return Math.abs(turns) > 1;
}

describe('applyCorrections', () => {
  it('paints the pixels whose centre lies within the radius of the stroke', () => {
    const random = seeded(5);
    for (let round = 0; round < 60; round++) {
      const [width, height] = [10 + Math.floor(random() * 40), 10 + Math.floor(random() * 40)];
      const points = Array.from(
        { length: 1 + Math.floor(random() * 5) },
        () => [(random() * 1.4 - 0.2) * width, (random() * 1.4 - 0.2) * height] as const,
      );
      const radius = 0.3 + random() * 8;
      const codes = new Uint8Array(width * height).fill(CLEAR);
      applyCorrections(codes, { width, height }, placed({ code: CLOUD, shape: { kind: 'stroke', points, radius } }));
      const wanted = codes.map((_, i) => {
        const centre = [(i % width) + 0.5, Math.floor(i / width) + 0.5] as const;
        const near = points.some((a, at) => distanceToSegment(centre, a, points[at + 1] ?? a) <= radius);
        return near ? CLOUD : CLEAR;
      });
      expect(codes, `round ${round}`).toEqual(wanted);
    }
  });

  it('fills the pixels whose centre lies inside of the ring, also of a ring with bays', () => {
    const random = seeded(9);
    for (let round = 0; round < 40; round++) {
      const [width, height] = [30, 24];
      const corners = 3 + Math.floor(random() * 9);
      const ring = Array.from({ length: corners }, (_, i) => {
        const angle = (2 * Math.PI * i) / corners;
        const reach = 2 + random() * 18;
        return [15 + reach * Math.cos(angle), 12 + reach * Math.sin(angle)] as const;
      });
      const codes = new Uint8Array(width * height).fill(CLOUD);
      applyCorrections(codes, { width, height }, placed({ code: CLEAR, shape: { kind: 'polygon', ring } }));
      const wanted = codes.map((_, i) =>
        isInside([(i % width) + 0.5, Math.floor(i / width) + 0.5], ring) ? CLEAR : CLOUD,
      );
      expect(codes, `round ${round}`).toEqual(wanted);
    }
  });

  it('lets the last one count, takes back what is to be as computed, and leaves missing pixels', () => {
    const codes = Uint8Array.from([CLEAR, SEMI, SHADOW, MISSING, CLEAR, CLEAR]);
    const all = [dab(CLOUD, 3, 0.5, 9), dab(SHADOW, 0.5, 0.5, 0.6), dab(0, 2, 0.5, 0.6)];
    applyCorrections(codes, { width: 6, height: 1 }, placed(...all));
    expect([...codes]).toEqual([SHADOW, SEMI, SHADOW, MISSING, CLOUD, CLOUD]);
  });
});

describe('corrections in the pipeline', () => {
  it('come after clean-up and buffers: they neither vanish nor grow', () => {
    const planes = new Uint8Array(4 * 11 * 11).fill(255, 0, 11 * 11);
    const parameters = defaultParameters({ bufferMetres: { cloud: 200 }, minAreaSquareMetres: 1e6 });
    const { codes } = computeMask({ width: 11, height: 11, pixelMetres: 20, planes }, parameters, {
      corrections: placed(dab(CLOUD, 5.5, 5.5, 0.5)),
    });
    expect(codes.filter((code) => code === CLOUD)).toHaveLength(1);
    expect(codes[5 * 11 + 5]).toBe(CLOUD);
  });

  it('are the same in a session, and on a part of the grid', () => {
    const random = seeded(21);
    let changed = 0;
    for (let round = 0; round < 20; round++) {
      const [width, height] = [40, 30];
      const probabilities = randomProbabilities(width, height, 20, random);
      const parameters = randomParameters(random, 20);
      const list = Array.from({ length: 6 }, () =>
        dab([0, CLEAR, SHADOW, SEMI, CLOUD][Math.floor(random() * 5)] as 0, random() * 60, random() * 50, random() * 9),
      );
      const corrections = { column: 7, row: 4, list };
      const whole = computeMask(probabilities, parameters, { corrections }).codes;
      const plain = computeMask(probabilities, parameters).codes;
      changed += whole.filter((code, i) => code !== plain[i]).length;
      const session = createMaskSession(probabilities);
      expect(session.update(parameters, { corrections }).codes).toEqual(whole);
      expect(session.update(parameters).codes).toEqual(plain);
    }
    expect(changed).toBeGreaterThan(1000);
  });
});

import { describe, expect, it } from 'vitest';
import { randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { CancelledError } from '../core/errors.ts';
import { grownWindow, intersectWindows, wholeWindow } from '../core/grid.ts';
import { cropPlane } from '../core/probabilities.ts';
import { computeMask } from './compute.ts';
import { dropLoneShadows, HIGHEST_CLOUD_METRES, towardsSun, windowOfShadow } from './lone-shadows.ts';
import { defaultParameters } from './parameters.ts';
import { createMaskSession } from './session.ts';

type Sun = { readonly zenithDegrees: number; readonly azimuthDegrees: number };

/** Codes of a drawing: `.` clear, `s` shadow, `t` semi-transparent, `c` cloud, `?` missing. */
function drawn(rows: readonly string[]) {
  const code: Record<string, number> = { '.': CLEAR, s: SHADOW, t: SEMI, c: CLOUD, '?': MISSING };
  return { width: rows[0]!.length, height: rows.length, codes: Uint8Array.from(rows.join(''), (sign) => code[sign]!) };
}

function looked(rows: readonly string[], sun: Sun, pixelMetres = 1000): string[] {
  const { width, height, codes } = drawn(rows);
  dropLoneShadows(codes, { width, height }, { pixelMetres, sun });
  const sign = (code: number) => ({ [CLEAR]: '.', [SHADOW]: 's', [SEMI]: 't', [CLOUD]: 'c', [MISSING]: '?' })[code]!;
  const out = [...codes].map(sign);
  return Array.from({ length: height }, (_, row) => out.slice(row * width, (row + 1) * width).join(''));
}

/** As far from its cloud as the cloud is high: 4 pixels of a kilometre. */
const SOUTH = { zenithDegrees: 45.01, azimuthDegrees: 180 };

describe('windowOfShadow', () => {
  it('holds the object of a pixel, over corners, and nothing of others', () => {
    const { codes, ...size } = drawn(['....s..', '.ss..s.', '...s...', '..ss...', 's.....s']);
    const boxAt = (column: number, row: number) => windowOfShadow(codes, size, { column, row });
    for (const [column, row] of [
      [1, 1],
      [3, 2],
      [2, 3],
    ] as const)
      expect(boxAt(column, row)).toEqual({ column: 1, row: 1, width: 3, height: 3 });
    expect(boxAt(5, 1)).toEqual({ column: 4, row: 0, width: 2, height: 2 });
    expect(boxAt(6, 4)).toEqual({ column: 6, row: 4, width: 1, height: 1 });
  });
});

describe('a part of a grid', () => {
  it.each([0, 20, 77, 133, 160, 201, 254, 290, 341])('is looked at as the whole is (azimuth %i)', (azimuthDegrees) => {
    const sun = { zenithDegrees: 55, azimuthDegrees };
    const [width, height, pixelMetres] = [150, 140, 60];
    const all = randomProbabilities(width, height, pixelMetres, seeded(azimuthDegrees), { blobs: 14 });
    const whole = computeMask({ ...all, sun }, defaultParameters({ shadowsNeedCloud: true })).codes;
    const plain = computeMask(all, defaultParameters()).codes;
    const grid = wholeWindow({ width, height });
    let shadows = 0;
    for (let row = 0; row < height; row += 3)
      for (let column = 0; column < width; column += 3) {
        if (plain[row * width + column] !== SHADOW) continue;
        const box = windowOfShadow(plain, grid, { column, row });
        const part = intersectWindows(towardsSun(grownWindow(box, 2), grid, { pixelMetres, sun }), grid)!;
        const codes = cropPlane(plain, width, grid, part);
        dropLoneShadows(codes, part, { pixelMetres, sun, origin: part });
        expect(codes[(row - part.row) * part.width + column - part.column]).toBe(whole[row * width + column]);
        shadows++;
      }
    expect(shadows).toBeGreaterThan(5);
  });
});

describe('dropLoneShadows', () => {
  it('keeps a shadow behind a cloud, as far as that may be high, and drops one beside and before it', () => {
    const rows = [
      '.........',
      '..s......',
      '.......s.',
      '.........',
      '.........',
      '..t......',
      '.........',
      '..s......',
    ];
    const field = [...rows, ...Array.from({ length: 6 }, () => '.........')];
    expect(looked(field, SOUTH)).toEqual(
      field.map((row, at) => (at === 1 ? row : row.replace('s', at === 2 || at === 7 ? '.' : 's'))),
    );
    const further = ['..s......', ...Array.from({ length: 4 }, () => '.........'), ...field.slice(5)];
    expect(looked(further, SOUTH)[0]).toBe('.........');
  });

  it.each([0, 90, 180, 270])('turns with the sun (%i degrees)', (azimuthDegrees) => {
    const size = 15;
    const [east, south] = [
      Math.round(Math.sin((azimuthDegrees * Math.PI) / 180)),
      -Math.round(Math.cos((azimuthDegrees * Math.PI) / 180)),
    ];
    const codes = new Uint8Array(size * size).fill(CLEAR);
    const at = (steps: number) => (7 + south * steps) * size + 7 + east * steps;
    codes[at(0)] = CLOUD;
    codes[at(-3)] = SHADOW;
    codes[at(3)] = SHADOW;
    const sun = { zenithDegrees: 45.01, azimuthDegrees };
    dropLoneShadows(codes, { width: size, height: size }, { pixelMetres: 1000, sun });
    expect([codes[at(-3)], codes[at(0)], codes[at(3)]]).toEqual([SHADOW, CLOUD, CLEAR]);
  });

  it('takes what is missing, and all beyond the raster, for a cloud that may be there', () => {
    const rows = ['s...', '....', '?...', ...Array.from({ length: 8 }, () => '....'), '...s'];
    expect(looked(rows, SOUTH)).toEqual(rows);
  });

  it('decides on whole objects: a quarter of their pixels is enough', () => {
    const clear = Array.from({ length: 6 }, () => '............');
    const four = ['ssss........', '............', 't...........', ...clear];
    expect(looked(four, SOUTH)[0]).toBe('ssss........');
    const nine = ['sssssssss...', '............', 't...........', ...clear];
    expect(looked(nine, SOUTH)[0]).toBe('............');
  });

  it('sees a cloud exactly where one stands, pixel by pixel, on the way to a sun at any place', () => {
    const random = seeded(5);
    const answers = { true: 0, false: 0, doubtful: 0 };
    for (let round = 0; round < 200; round++) {
      const [width, height] = [30 + Math.floor(random() * 40), 30 + Math.floor(random() * 40)];
      const sun = { zenithDegrees: 20 + 50 * random(), azimuthDegrees: 360 * random() };
      const codes = Uint8Array.from({ length: width * height }, () => (random() < 0.004 ? CLOUD : CLEAR));
      const at = Math.floor(random() * codes.length);
      if (codes[at] === CLOUD) continue;
      codes[at] = SHADOW;
      const wanted = nearestCloud({ width, height, codes }, at, sun, 200);
      answers[`${wanted}`]++;
      if (wanted === 'doubtful') continue;
      dropLoneShadows(codes, { width, height }, { pixelMetres: 200, sun });
      expect(codes.includes(SHADOW), JSON.stringify({ round, sun, width, height, at })).toBe(wanted);
    }
    expect(Math.min(answers.true, answers.false)).toBeGreaterThan(10);
  });

  it('can be cancelled', () => {
    const { codes, ...size } = drawn(['s.']);
    expect(() => dropLoneShadows(codes, size, { pixelMetres: 10, sun: SOUTH }, { aborted: true })).toThrow(
      CancelledError,
    );
  });
});

/** Walks from a pixel towards the sun in steps of a tenth; `doubtful` where rays that differ by a pixel and a half would not agree. */
function nearestCloud(
  { width, height, codes }: { readonly width: number; readonly height: number; readonly codes: Uint8Array },
  from: number,
  sun: Sun,
  pixelMetres: number,
): boolean | 'doubtful' {
  const azimuth = (sun.azimuthDegrees * Math.PI) / 180;
  const reach = (HIGHEST_CLOUD_METRES * Math.tan((sun.zenithDegrees * Math.PI) / 180)) / pixelMetres;
  const walk = (aside: number, furthest: number, broad: number): boolean => {
    for (let far = 0; far <= furthest; far += 0.1) {
      const column = (from % width) + Math.sin(azimuth) * far + Math.cos(azimuth) * aside;
      const row = Math.floor(from / width) - Math.cos(azimuth) * far + Math.sin(azimuth) * aside;
      if (row < -0.5 || column < -0.5 || row > height - 0.5 || column > width - 0.5) return true;
      for (let dr = -broad; dr <= broad; dr++)
        for (let dc = -broad; dc <= broad; dc++) {
          const [r, c] = [Math.round(row) + dr, Math.round(column) + dc];
          if (r >= 0 && c >= 0 && r < height && c < width && codes[r * width + c] === CLOUD) return true;
        }
    }
    return false;
  };
  const [sure, perhaps] = [walk(0, reach - 2, 0), [-1.5, 0, 1.5].some((aside) => walk(aside, reach + 2, 2))];
  return sure === perhaps ? sure : 'doubtful';
}

describe('a mask whose shadows need a cloud', () => {
  const probabilities = {
    ...randomProbabilities(80, 90, 400, seeded(9), { blobs: 14, noise: 60 }),
    sun: { zenithDegrees: 50, azimuthDegrees: 160 },
  };
  const count = (codes: Uint8Array) => codes.filter((code) => code === SHADOW).length;

  it('has fewer of them, whether it is made at once or after sliders', () => {
    const plain = defaultParameters();
    const strict = defaultParameters({ shadowsNeedCloud: true });
    const [all, fewer] = [plain, strict].map((parameters) => computeMask(probabilities, parameters).codes) as [
      Uint8Array,
      Uint8Array,
    ];
    expect(count(fewer)).toBeLessThan(count(all));
    expect(all.every((code, at) => code === fewer[at] || (code === SHADOW && fewer[at] === CLEAR))).toBe(true);
    const session = createMaskSession(probabilities);
    for (const [parameters, wanted] of [
      [strict, fewer],
      [plain, all],
      [strict, fewer],
    ] as const)
      expect(session.update(parameters).codes).toEqual(wanted);
  });

  it('is the same where nobody knows the sun', () => {
    const { sun: _, ...unknown } = probabilities;
    const codes = computeMask(unknown, defaultParameters({ shadowsNeedCloud: true })).codes;
    expect(codes).toEqual(computeMask(unknown, defaultParameters()).codes);
  });
});

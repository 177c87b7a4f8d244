import { expect, it } from 'vitest';
import { testGrid } from '../../../test/export-support.ts';
import { percentText } from '../../core/number-text.ts';
import type { Drawing, Mark } from './drawing.ts';
import { wrapped } from './drawing.ts';
import { kilometresText } from './facts.ts';
import { fontMeasure } from './fonts.ts';
import { LEAST_WIDTH, layFigure } from './layout.ts';
import { overlaid, sizedCodes, sizedImage } from './pictures.ts';
import { toSvg } from './svg.ts';
import { roundAbove, roundBelow, ticksBetween } from './ticks.ts';

const texts = ({ marks }: Drawing) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
const picture = { width: 2, height: 2, rgb: new Uint8Array(12) };
const SHARES = [
  { name: 'Cloud', colour: '#D55E00', percent: '11.9 %', squareKilometres: '15.3 km²' },
  { name: 'Clear', colour: null, percent: '88.1 %', squareKilometres: '113 km²' },
];

function figure(width: number, height: number, maps: number): Drawing {
  const content = {
    ...{ title: 'Cloud mask of T29UNU, 5 October 2022', subtitle: 'Sentinel-2A', shares: SHARES },
    maps: Array.from({ length: maps }, (_, i) => ({ caption: `Map ${i + 1}`, picture })),
    grid: testGrid(width, height, 20),
    smallPrint: ['a line of small print & its <end>', 'word '.repeat(400).trim()],
  };
  return layFigure(content, fontMeasure());
}

/** Whether a mark lies on the page. */
function isInside(mark: Mark, { width, height }: Drawing): boolean {
  const points = mark.kind === 'line' || mark.kind === 'shape' ? mark.points : [mark.at];
  const ends =
    mark.kind === 'box' || mark.kind === 'picture' ? [[mark.at[0] + mark.width, mark.at[1] + mark.height]] : [];
  return [...points, ...ends].every(([x, y]) => x! >= 0 && y! >= 0 && x! <= width && y! <= height);
}

it.each([
  [660, 522, 2],
  [660, 522, 1],
  [5490, 5490, 2],
  [40, 900, 2],
  [900, 40, 1],
  [3, 3, 2],
])('%i x %i pixels on %i maps: everything is said, nothing lies off the page', (width, height, maps) => {
  const drawing = figure(width, height, maps);
  expect(drawing.width).toBeGreaterThanOrEqual(LEAST_WIDTH);
  const said = texts(drawing);
  expect(said).toEqual(
    expect.arrayContaining(['Cloud mask of T29UNU, 5 October 2022', 'Map 1', 'Cloud', '11.9 %\u200315.3 km²', 'N']),
  );
  expect(said.some((text) => /^\d+(\.\d+)? k?m$/.test(text))).toBe(true);
  expect(said).toContain('Eastings and northings in km, EPSG:32629');
  for (const mark of drawing.marks) expect(isInside(mark, drawing), JSON.stringify(mark).slice(0, 200)).toBe(true);
  const measure = fontMeasure();
  for (const mark of drawing.marks)
    if (mark.kind === 'text' && (mark.anchor ?? 'start') === 'start')
      expect(mark.at[0] + measure(mark.text, mark.size, mark.isBold), mark.text).toBeLessThanOrEqual(drawing.width);
});

it('writes SVG that holds what it says', () => {
  const svg = toSvg(figure(100, 100, 1));
  expect(svg).toContain('a line of small print &amp; its &lt;end&gt;');
  expect(svg).not.toContain('<image');
});

it('ticks at round kilometres, as many as can be read', () => {
  expect(ticksBetween(500_020, 513_220, 45).map(({ label }) => label)).toEqual(['505', '510']);
  expect(ticksBetween(500_020, 500_060, 40).map(({ label }) => label)).toEqual([
    '500.02',
    '500.03',
    '500.04',
    '500.05',
    '500.06',
  ]);
  expect([roundAbove(2.1), roundAbove(5), roundAbove(0.07), roundBelow(2.1), roundBelow(0.99)]).toEqual([
    5, 5, 0.1, 2, 0.5,
  ]);
});

it('sizes images by mean and classes by mode, up as well as down, and lays class colours over', () => {
  const image = { width: 2, height: 2, rgba: Uint8Array.of(0, 0, 0, 255, 200, 0, 0, 255, 0, 100, 0, 255, 9, 9, 9, 0) };
  expect([...sizedImage(image, { width: 1, height: 1 }).rgb]).toEqual([106, 81, 56]);
  expect([...sizedImage(image, { width: 4, height: 2 }).rgb.subarray(0, 12)]).toEqual([
    0, 0, 0, 0, 0, 0, 200, 0, 0, 200, 0, 0,
  ]);
  const codes = sizedCodes({ width: 2, height: 2, codes: Uint8Array.of(5, 2, 2, 1) }, { width: 1, height: 1 });
  expect([...codes.codes]).toEqual([2]);
  const grey = { width: 2, height: 1, rgb: Uint8Array.of(10, 20, 30, 10, 20, 30) };
  const over = overlaid(grey, { width: 2, height: 1, codes: Uint8Array.of(1, 4) });
  const blended = [0xd5, 0x5e, 0x00].map((above, i) => Math.round(0.4 * [10, 20, 30][i]! + 0.6 * above));
  expect([...over.rgb]).toEqual([10, 20, 30, ...blended]);
});

it('wraps at words, and says small numbers without hiding them', () => {
  const measure = (text: string) => text.length;
  expect(wrapped('one two three fourteenletters', 1, 8, measure)).toEqual(['one two', 'three', 'fourteenletters']);
  expect([0, 0.04, 99.97, 100, 12.34].map(percentText)).toEqual(['0.0 %', '< 0.1 %', '> 99.9 %', '100.0 %', '12.3 %']);
  expect([0.123, 12.3, 12_056.2].map(kilometresText)).toEqual(['0.12 km²', '12.3 km²', '12\u202f056 km²']);
});

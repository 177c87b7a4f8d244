import type { Grid } from '../../core/grid.ts';
import { type Drawing, type Mark, type Measure, moved, wrapped } from './drawing.ts';
import { drawMaps, type MapPicture } from './maps.ts';
import type { ShareRow } from './share-row.ts';

/** All that a figure says. */
export interface FigureContent {
  readonly title: string;
  readonly subtitle: string;
  readonly maps: readonly MapPicture[];
  /** What the maps show. */
  readonly grid: Grid;
  readonly shares: readonly ShareRow[];
  readonly smallPrint: readonly string[];
}

export const LEAST_WIDTH = 1600;
/** Pixels of the longer side of a map, by how many stand beside each other. */
export const MAP_SIDE: Readonly<Record<number, number>> = { 1: 1440, 2: 1000 };

const MARGIN = 48;
const TITLE = 38;
const SUBTITLE = 22;
const TEXT = 20;
const SMALL = 16;
const INK = '#1a1a1a';
const DIM = '#555555';

/** Lays a figure out, in pixels: title, maps, legend in words with shares, small print. */
export function layFigure(content: FigureContent, measure: Measure): Drawing {
  const maps = drawMaps(content.maps, content.grid, {
    ...{ side: MAP_SIDE[content.maps.length]!, text: TEXT, gap: 36, line: 1.5 },
  });
  const width = Math.max(LEAST_WIDTH, Math.ceil(maps.width + 2 * MARGIN));
  const inner = width - 2 * MARGIN;
  const left = MARGIN;
  const titleSize = Math.min(TITLE, (TITLE * inner) / measure(content.title, TITLE, true));
  const mapsTop = MARGIN + TITLE + 1.6 * SUBTITLE + 14;
  const legendTop = mapsTop + maps.height + 20;
  const legend = drawLegend(content.shares, measure);
  const print = content.smallPrint.flatMap((line) => wrapped(line, SMALL, inner, measure));
  const printTop = legendTop + legend.height + 34;
  const marks: Mark[] = [
    { kind: 'text', text: content.title, at: [left, MARGIN + 0.8 * TITLE], size: titleSize, isBold: true, colour: INK },
    { kind: 'text', text: content.subtitle, at: [left, MARGIN + TITLE + SUBTITLE], size: SUBTITLE, colour: DIM },
    ...moved(maps.marks, [left + (inner - maps.width) / 2, mapsTop]),
    ...moved(legend.marks, [left, legendTop]),
    ...print.map(
      (text, i): Mark => ({ kind: 'text', text, at: [left, printTop + i * 1.5 * SMALL], size: SMALL, colour: DIM }),
    ),
  ];
  return { width, height: Math.ceil(printTop + print.length * 1.5 * SMALL + MARGIN - SMALL), marks };
}

/** Classes in one row: colour, name, share, area. */
function drawLegend(shares: readonly ShareRow[], measure: Measure): Drawing {
  const marks: Mark[] = [];
  let x = 0;
  for (const { name, colour, percent, squareKilometres } of shares) {
    const numbers = `${percent}\u2003${squareKilometres}`;
    marks.push(
      ...swatch(x, 4, 26, colour),
      { kind: 'text', text: name, at: [x + 38, 18], size: TEXT, isBold: true, colour: INK },
      { kind: 'text', text: numbers, at: [x + 38, 44], size: TEXT, colour: INK },
    );
    x += 38 + Math.max(measure(name, TEXT, true), measure(numbers, TEXT)) + 44;
  }
  return { width: x, height: 48, marks };
}

/** The colour of a class; an empty box with a frame where it has none. */
export function swatch(x: number, y: number, side: number, colour: string | null): Mark[] {
  const box = {
    kind: 'box',
    at: [x, y],
    width: side,
    height: side,
    stroke: '#777777',
    strokeWidth: side / 20,
  } as const;
  return [{ ...box, fill: colour ?? '#ffffff' }];
}

import type { Grid } from '../../core/grid.ts';
import type { Drawing, Mark, Picture } from './drawing.ts';
import { northArrow, scaleBar } from './furniture.ts';
import { ticksBetween } from './ticks.ts';

/** One map of a figure. */
export interface MapPicture {
  readonly caption: string;
  readonly picture: Picture;
}

/** Sizes of what stands around maps, in the drawing's units. */
export interface MapSizes {
  /** Of the longer side of each map. */
  readonly side: number;
  readonly text: number;
  readonly gap: number;
  readonly line: number;
}

const INK = '#1a1a1a';
const DIM = '#555555';

/** Width and height of each map. */
export function mapSize(grid: Pick<Grid, 'width' | 'height'>, side: number): { width: number; height: number } {
  const scale = side / Math.max(grid.width, grid.height);
  return { width: Math.max(1, Math.round(grid.width * scale)), height: Math.max(1, Math.round(grid.height * scale)) };
}

/**
 * Maps of one grid beside each other with captions above, eastings and northings around in kilometres, and below a scale bar
 * and an arrow to the north of the grid.
 */
export function drawMaps(maps: readonly MapPicture[], grid: Grid, sizes: MapSizes): Drawing {
  const { text, gap, line } = sizes;
  const { width, height } = mapSize(grid, sizes.side);
  const isPlaced = grid.epsg !== null;
  const left = isPlaced ? 4.4 * text : 0;
  const top = 1.6 * text;
  const perMetre = width / (grid.width * grid.pixelMetres);
  const marks: Mark[] = [];
  const eastings = isPlaced
    ? ticksBetween(grid.originX, grid.originX + grid.width * grid.pixelMetres, width / text)
    : [];
  const northings = isPlaced
    ? ticksBetween(grid.originY - grid.height * grid.pixelMetres, grid.originY, height / text)
    : [];
  for (const [index, { caption, picture }] of maps.entries()) {
    const x0 = left + index * (width + gap);
    marks.push(
      { kind: 'text', text: caption, at: [x0, top - 0.5 * text], size: text, colour: INK },
      { kind: 'picture', at: [x0, top], width, height, picture },
      { kind: 'box', at: [x0, top], width, height, stroke: INK, strokeWidth: line },
    );
    for (const { metres, label } of eastings) {
      const x = x0 + (metres - grid.originX) * perMetre;
      marks.push(...tick(x, top + height, 0, 0.4 * text, line), {
        kind: 'text',
        text: label,
        at: [x, top + height + 1.5 * text],
        size: 0.85 * text,
        anchor: 'middle',
        colour: DIM,
      });
    }
    for (const { metres, label } of northings) {
      const y = top + (grid.originY - metres) * perMetre;
      marks.push(...tick(x0, y, -0.4 * text, 0, line));
      if (index > 0) continue;
      marks.push({
        kind: 'text',
        text: label,
        at: [x0 - 0.6 * text, y + 0.3 * text],
        size: 0.85 * text,
        anchor: 'end',
        colour: DIM,
      });
    }
  }
  const total = left + maps.length * width + (maps.length - 1) * gap;
  const below = top + height + (isPlaced ? 2.2 : 1) * text;
  if (isPlaced)
    marks.push({
      kind: 'text',
      text: `Eastings and northings in km, EPSG:${grid.epsg}`,
      at: [left, below + 0.9 * text],
      size: 0.85 * text,
      colour: DIM,
    });
  const bar = scaleBar(grid.width * grid.pixelMetres, perMetre, { at: [total - 3.6 * text, below + 0.2 * text], text });
  marks.push(...bar, ...(isPlaced ? northArrow([total - 0.7 * text, below], text) : []));
  return { width: total, height: below + 2.4 * text, marks };
}

function tick(x: number, y: number, dx: number, dy: number, width: number): Mark[] {
  return [
    {
      kind: 'line',
      points: [
        [x, y],
        [x + dx, y + dy],
      ],
      colour: INK,
      width,
    },
  ];
}

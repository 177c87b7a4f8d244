import type UPlot from 'uplot';
import { dayAndMonth } from '../../../electron/engine/contract/number-text.ts';
import { decimal } from '../../widgets/format.ts';
import { type SeriesRow, secondsOf, sightOf } from './series-data.ts';

/** One line of the plot. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly valueOf: (row: SeriesRow) => number | null;
  /** Cloudy dates are set apart from the line; not so for probabilities, which tell of the cloud. */
  readonly partsClouds: boolean;
}

/** Colours of what is not a line. */
export interface PlotInk {
  readonly text: string;
  readonly line: string;
  readonly ground: string;
  readonly accent: string;
  readonly faint: string;
}

interface PlotInput {
  readonly size: { readonly width: number; readonly height: number };
  readonly rows: readonly SeriesRow[];
  readonly lines: readonly Line[];
  readonly active: string | null;
  readonly ink: PlotInk;
}

const CROSS = 3.5;
const DAYS_APART = [1, 2, 5, 10, 15, 30, 61, 91, 183, 365, 730, 1826];

const isUsable = (row: SeriesRow) => sightOf(row) === 'clear' || sightOf(row) === 'unjudged';
const isSet = (row: SeriesRow, { partsClouds }: Line) => (partsClouds ? isUsable(row) : sightOf(row) !== 'missing');

/** Times, then for each line its values that count, and those that cloud or shadow set apart. */
export function plotData(rows: readonly SeriesRow[], lines: readonly Line[]): UPlot.AlignedData {
  const values = lines.flatMap((line) => [
    rows.map((row) => (isSet(row, line) ? line.valueOf(row) : null)),
    rows.map((row) => (sightOf(row) === 'obscured' && line.partsClouds ? line.valueOf(row) : null)),
  ]);
  return [rows.map(({ product }) => secondsOf(product) ?? 0), ...values];
}

/** Draws a line at the date that the map shows, and a cross at the foot for each date without data. */
function drawMarks(plot: UPlot, { rows, active, ink }: PlotInput): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const row of rows) {
    const x = plot.valToPos(secondsOf(row.product) ?? 0, 'x', true);
    if (row.product.id === active) {
      ctx.strokeStyle = ink.accent;
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    if (sightOf(row) !== 'missing') continue;
    const y = bbox.top + bbox.height - 8 * ratio;
    const arm = CROSS * ratio;
    ctx.strokeStyle = ink.faint;
    ctx.lineWidth = 1.5 * ratio;
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x - arm, y + arm);
    ctx.lineTo(x + arm, y - arm);
    ctx.stroke();
  }
  ctx.restore();
}

/** How the plot looks: filled points on a line for what is clear, hollow ones apart for cloud and shadow. */
export function plotOptions(input: PlotInput): UPlot.Options {
  const { size, lines, ink } = input;
  const font = '11px system-ui, sans-serif';
  const axis = {
    stroke: ink.text,
    font,
    grid: { stroke: ink.line, width: 1 },
    ticks: { stroke: ink.line, width: 1, size: 4 },
  };
  const day = (seconds: number) => dayAndMonth(new Date(seconds * 1000));
  return {
    ...size,
    legend: { show: false },
    padding: [8, 14, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: (_plot, min, max) => withRoom(min, max) },
      y: { range: (_plot, min, max) => rangeOf(min, max) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 64,
        incrs: DAYS_APART.map((days) => days * DAY_SECONDS),
        values: (_plot, splits) => splits.map(day),
      },
      { ...axis, size: 42, values: (_plot, splits) => splits.map((value) => decimal(value, 2)) },
    ],
    series: [
      {},
      ...lines.flatMap(({ name, colour }) => [
        { label: name, stroke: colour, width: 1.5, spanGaps: true, points: { show: true, size: 7, fill: colour } },
        {
          label: `${name}, cloud or shadow`,
          stroke: colour,
          paths: () => null,
          points: { show: true, size: 8, width: 1.5, fill: ink.ground },
        },
      ]),
    ],
    hooks: { draw: [(plot) => drawMarks(plot, input)] },
  };
}

const DAY_SECONDS = 86_400;

/** Leaves room for the points of the first and the last date. */
function withRoom(first: number, last: number): [number, number] {
  const room = Math.max(DAY_SECONDS, 0.02 * (last - first));
  return [first - room, last + room];
}

/** Holds all values with some room; 0 to 1 where there is none yet. */
function rangeOf(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  const room = Math.max(0.05, 0.12 * (max - min));
  return [min >= 0 ? 0 : min - room, max + room];
}

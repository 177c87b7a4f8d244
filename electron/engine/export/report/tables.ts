import { grouped } from '../../core/number-text.ts';
import { type Drawing, type Mark, type Measure, wrapped } from '../figure/drawing.ts';
import { swatch } from '../figure/layout.ts';
import type { ShareRow } from '../figure/share-row.ts';
import type { AgreementTable, PointScoreTable } from './evidence.ts';
import { INNER } from './paper.ts';

export const INK = '#1a1a1a';
export const DIM = '#5a5a5a';
const RULE = '#c8c8c8';
const TEXT = 8.5;
const LINE = 12.5;

export function heading(text: string): Drawing {
  const marks: Mark[] = [
    { kind: 'text', text, at: [0, 12], size: 11.5, isBold: true, colour: INK },
    {
      kind: 'line',
      points: [
        [0, 17.5],
        [INNER, 17.5],
      ],
      colour: RULE,
      width: 0.6,
    },
  ];
  return { width: INNER, height: 23, marks };
}

/** Sentences in lines of the page. */
export function paragraph(text: string, measure: Measure, colour = INK, isBold = false): Drawing {
  const lines = wrapped(text, TEXT, INNER, measure);
  const marks = lines.map(
    (line, i): Mark => ({ kind: 'text', text: line, at: [0, (i + 0.8) * LINE], size: TEXT, isBold, colour }),
  );
  return { width: INNER, height: lines.length * LINE, marks };
}

/** Name and value in two columns. */
export function factTable(rows: readonly (readonly [string, string])[], measure: Measure): Drawing {
  const column = 112;
  const marks: Mark[] = [];
  let y = 0;
  for (const [name, value] of rows) {
    const lines = wrapped(value, TEXT, INNER - column, measure);
    marks.push({ kind: 'text', text: name, at: [0, y + 0.8 * LINE], size: TEXT, colour: DIM });
    for (const line of lines) {
      marks.push({ kind: 'text', text: line, at: [column, y + 0.8 * LINE], size: TEXT, colour: INK });
      y += LINE;
    }
  }
  return { width: INNER, height: y, marks };
}

/** Shares of classes in one place or several beside each other. */
export function shareTable(
  places: readonly { readonly name: string; readonly shares: readonly ShareRow[] }[],
  measure: Measure,
): Drawing {
  const names = 150;
  const wide = Math.min(150, (INNER - names) / Math.max(1, places.length));
  const marks: Mark[] = [];
  for (const [index, { name, shares }] of places.entries()) {
    const right = names + (index + 1) * wide;
    const [title = ''] = wrapped(name, TEXT, wide - 10, measure);
    marks.push({
      kind: 'text',
      text: title,
      at: [right, 0.8 * LINE],
      size: TEXT,
      isBold: true,
      anchor: 'end',
      colour: INK,
    });
    for (const [row, { percent, squareKilometres }] of shares.entries()) {
      const y = (row + 1.5) * LINE * 1.1 + 0.55 * LINE;
      marks.push(
        { kind: 'text', text: percent, at: [right - 0.5 * wide, y], size: TEXT, anchor: 'end', colour: INK },
        { kind: 'text', text: squareKilometres, at: [right, y], size: TEXT, anchor: 'end', colour: INK },
      );
    }
  }
  const [first] = places;
  for (const [row, { name, colour }] of (first?.shares ?? []).entries()) {
    const y = (row + 1.5) * LINE * 1.1 + 0.55 * LINE;
    marks.push(...swatch(0, y - 7, 8, colour), { kind: 'text', text: name, at: [14, y], size: TEXT, colour: INK });
  }
  const right = names + places.length * wide;
  marks.push({
    kind: 'line',
    points: [
      [0, 1.35 * LINE],
      [right, 1.35 * LINE],
    ],
    colour: RULE,
    width: 0.6,
  });
  return { width: INNER, height: ((first?.shares.length ?? 0) + 2) * LINE * 1.1, marks };
}

const share = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);

/** A confusion matrix with its marginal accuracies. */
export function confusionTable(table: AgreementTable | PointScoreTable): Drawing {
  const { classes, counts, perClass } = table;
  const names = 118;
  const wide = Math.min(82, (INNER - names) / (classes.length + 1));
  const marks: Mark[] = [];
  const cell = (text: string, column: number, row: number, isBold = false, colour = INK): void => {
    marks.push({
      ...{ kind: 'text', text, at: [names + (column + 1) * wide, (row + 0.8) * LINE], size: TEXT, anchor: 'end' },
      ...{ isBold, colour },
    });
  };
  marks.push({ kind: 'text', text: 'Reference \\ mask', at: [0, 0.8 * LINE], size: TEXT, colour: DIM });
  for (const [column, name] of classes.entries()) cell(shortName(name), column, 0, true);
  cell("producer's", classes.length, 0, false, DIM);
  for (const [row, name] of classes.entries()) {
    marks.push({ kind: 'text', text: name, at: [0, (row + 2) * LINE], size: TEXT, colour: INK });
    for (const [column, count] of (counts[row] ?? []).entries())
      cell(grouped(count), column, row + 1.2, row === column);
    cell(share(perClass[row]?.producersAccuracy ?? null), classes.length, row + 1.2, false, DIM);
  }
  const last = classes.length + 1.4;
  marks.push({ kind: 'text', text: "user's accuracy", at: [0, (last + 0.8) * LINE], size: TEXT, colour: DIM });
  for (const column of classes.keys()) cell(share(perClass[column]?.usersAccuracy ?? null), column, last, false, DIM);
  const right = names + (classes.length + 1) * wide;
  for (const y of [1.25 * LINE, (last + 0.05) * LINE])
    marks.push({
      kind: 'line',
      points: [
        [0, y],
        [right, y],
      ],
      colour: RULE,
      width: 0.6,
    });
  return { width: INNER, height: (last + 1.3) * LINE, marks };
}

/** A class name that fits the head of a column. */
function shortName(name: string): string {
  return name.replace('Semi-transparent cloud', 'Semi-transp.').replace('Cloud shadow', 'Shadow');
}

/** Overall and balanced accuracy in one sentence. */
export function accuracyText(table: AgreementTable | PointScoreTable): string {
  const interval = (given: readonly [number, number] | null | undefined) =>
    given ? ` (95 % interval ${share(given[0])} to ${share(given[1])})` : '';
  const points = 'overallInterval' in table ? table : null;
  const pixels = table.counts.flat().reduce((sum, one) => sum + one, 0);
  const outside = points && points.outside > 0 ? `; ${grouped(points.outside)} lie beyond the mask` : '';
  return `Overall accuracy ${share(table.overallAccuracy)}${interval(points?.overallInterval)}, balanced ${share(table.balancedAccuracy)}${interval(points?.balancedInterval)}, on ${grouped(pixels)} ${points ? 'points' : 'pixels'}${outside}.`;
}

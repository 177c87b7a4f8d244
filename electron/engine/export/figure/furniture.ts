import type { Mark, Point } from './drawing.ts';
import { roundBelow } from './ticks.ts';

const INK = '#1a1a1a';
/** Longest share of a map that a scale bar takes. */
const BAR_SHARE = 0.28;

/** A bar of a round length in two halves, with its length. @param at its right end @param text size of letters */
export function scaleBar(
  mapMetres: number,
  perMetre: number,
  { at: [right, y], text }: { readonly at: Point; readonly text: number },
): Mark[] {
  const metres = roundBelow(BAR_SHARE * mapMetres);
  const length = metres * perMetre;
  const height = 0.35 * text;
  const left = right - length;
  const label = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  const box = { kind: 'box', at: [left, y], width: length, height, stroke: INK, strokeWidth: 0.08 * text } as const;
  return [
    { ...box, fill: '#ffffff' },
    { kind: 'box', at: [left, y], width: length / 2, height, fill: INK },
    { kind: 'text', text: '0', at: [left, y + height + text], size: 0.85 * text, anchor: 'middle', colour: INK },
    { kind: 'text', text: label, at: [right, y + height + text], size: 0.85 * text, anchor: 'middle', colour: INK },
  ];
}

/** An arrow to the north of the grid. @param at middle of its top */
export function northArrow([x, y]: Point, text: number): Mark[] {
  const half = 0.4 * text;
  const height = 1.15 * text;
  return [
    {
      kind: 'shape',
      points: [
        [x, y],
        [x + half, y + height],
        [x, y + 0.8 * height],
      ],
      fill: INK,
    },
    {
      kind: 'line',
      points: [
        [x, y],
        [x - half, y + height],
        [x, y + 0.8 * height],
        [x, y],
      ],
      colour: INK,
      width: 0.07 * text,
    },
    { kind: 'text', text: 'N', at: [x, y + height + 0.95 * text], size: 0.85 * text, anchor: 'middle', isBold: true },
  ];
}

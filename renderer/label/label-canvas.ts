import { parseColour } from '../map/palette.ts';
import { LABEL_CLASSES, ORIGINS } from '../state/label/classes.ts';
import type { Box } from '../state/label/raster.ts';
import type { ChipSession } from '../state/label/session.ts';
import { currentSession, followPixels, useEditor } from '../state/label/sessions.ts';
import { labelTools, useLabelTools } from '../state/label/tools.ts';
import { requestDraw } from './draw-loop.ts';

/** Red, green, blue and opacity of each label, or of each origin. */
const palette = (entries: readonly { readonly colour: string | null }[]): Uint32Array =>
  Uint32Array.from(entries, ({ colour }) => {
    if (colour === null) return 0;
    const [red, green, blue] = parseColour(colour);
    return (255 * 2 ** 24 + blue * 2 ** 16 + green * 2 ** 8 + red) >>> 0;
  });
const CLASS_COLOURS = palette(LABEL_CLASSES);
const ORIGIN_COLOURS = palette(ORIGINS);
const MISSING = 5;

let canvas: HTMLCanvasElement | null = null;
let drawn: ChipSession | null = null;

/** The labels in hand as a picture of their own size, without opacity. */
export function labelCanvas(): HTMLCanvasElement | null {
  return drawn === currentSession() ? canvas : null;
}

function paint(session: ChipSession, box: Box | null): void {
  if (session !== currentSession()) return;
  const { width, height, labels, origin } = session.raster;
  const isWhole = box === null || drawn !== session || !canvas;
  canvas ??= document.createElement('canvas');
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  drawn = session;
  const left = isWhole ? 0 : Math.max(0, box.left);
  const top = isWhole ? 0 : Math.max(0, box.top);
  const size = {
    width: (isWhole ? width : Math.min(width, box.right)) - left,
    height: (isWhole ? height : Math.min(height, box.bottom)) - top,
  };
  if (size.width <= 0 || size.height <= 0) return;
  const image = new ImageData(size.width, size.height);
  const pixels = new Uint32Array(image.data.buffer);
  const { showsOrigin } = labelTools();
  const [values, colours] = showsOrigin ? [origin, ORIGIN_COLOURS] : [labels, CLASS_COLOURS];
  for (let row = 0, i = 0; row < size.height; row++) {
    const start = (top + row) * width + left;
    for (let column = 0; column < size.width; column++, i++) {
      const value = values[start + column]!;
      // Missing is hatched, as everywhere.
      const isGap = !showsOrigin && value === MISSING && ((top + row + left + column) & 3) > 1;
      pixels[i] = isGap ? 0 : colours[value]!;
    }
  }
  canvas.getContext('2d')?.putImageData(image, left, top);
  requestDraw();
}

/** Keeps the picture as the labels are; returns how to end that. */
export function followLabels(): () => void {
  const whole = () => {
    const session = currentSession();
    if (session) paint(session, null);
    else requestDraw();
  };
  whole();
  const stops = [
    followPixels(paint),
    useEditor.subscribe((now, before) => {
      if (now.session !== before.session) whole();
    }),
    useLabelTools.subscribe((now, before) => (now.showsOrigin === before.showsOrigin ? requestDraw() : whole())),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

import { type Placement, placementOf, pointer, type Size } from '../state/label/camera.ts';
import { LABEL_CLASSES } from '../state/label/classes.ts';
import { labelTools } from '../state/label/tools.ts';
import { labelCanvas } from './label-canvas.ts';

/** What a pane shows below the labels. */
export interface PaneImage {
  readonly bitmap: ImageBitmap;
  readonly rgba: Uint8ClampedArray;
}

function strokeTwice(context: CanvasRenderingContext2D): void {
  context.lineWidth = 3;
  context.strokeStyle = 'rgb(0 0 0 / 60%)';
  context.stroke();
  context.lineWidth = 1;
  context.strokeStyle = '#fff';
  context.stroke();
}

/** The brush as it would cover the chip; for other tools a small cross. */
function drawPointer(context: CanvasRenderingContext2D, { scale, x, y }: Placement): void {
  if (!pointer.at) return;
  const [left, top] = [pointer.at[0] * scale + x, pointer.at[1] * scale + y];
  const { tool, radius } = labelTools();
  context.beginPath();
  if (tool === 'brush') context.arc(left, top, Math.max(1.5, radius * scale), 0, 2 * Math.PI);
  else {
    context.moveTo(left - 6, top);
    context.lineTo(left + 6, top);
    context.moveTo(left, top - 6);
    context.lineTo(left, top + 6);
  }
  strokeTwice(context);
}

function drawRing(context: CanvasRenderingContext2D, { scale, x, y }: Placement): void {
  const { ring, label } = labelTools();
  if (ring.length === 0) return;
  const corners = ring.map(([column, row]) => [column * scale + x, row * scale + y] as const);
  context.beginPath();
  for (const [left, top] of corners) context.lineTo(left, top);
  if (pointer.at) context.lineTo(pointer.at[0] * scale + x, pointer.at[1] * scale + y);
  strokeTwice(context);
  context.fillStyle = LABEL_CLASSES[label]?.colour ?? '#fff';
  for (const [left, top] of corners) context.fillRect(left - 3, top - 3, 6, 6);
}

/** A mark in the middle, where commands of the keyboard draw. */
function drawMiddle(context: CanvasRenderingContext2D, { width, height }: Size): void {
  const [x, y] = [Math.round(width / 2) + 0.5, Math.round(height / 2) + 0.5];
  context.beginPath();
  context.moveTo(x - 8, y);
  context.lineTo(x + 8, y);
  context.moveTo(x, y - 8);
  context.lineTo(x, y + 8);
  strokeTwice(context);
}

export interface Painted {
  readonly image: PaneImage | null;
  readonly chip: Size;
  /** Whether labels and tools are drawn; other dates are shown without. */
  readonly isOwnDate: boolean;
  readonly hasFocus: boolean;
}

/** Draws a pane: picture, labels, tools. */
export function paintPane(canvas: HTMLCanvasElement, { image, chip, isOwnDate, hasFocus }: Painted): void {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return;
  const ratio = devicePixelRatio;
  const pane = { width: canvas.clientWidth, height: canvas.clientHeight };
  const [width, height] = [Math.round(pane.width * ratio), Math.round(pane.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const place = placementOf(pane, chip);
  const { scale, x, y } = place;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = getComputedStyle(canvas).backgroundColor;
  context.fillRect(0, 0, pane.width, pane.height);
  context.imageSmoothingEnabled = scale * ratio < 1;
  if (image) context.drawImage(image.bitmap, x, y, chip.width * scale, chip.height * scale);
  const labels = isOwnDate ? labelCanvas() : null;
  const { opacity, isHidden, tool } = labelTools();
  if (labels && !isHidden) {
    context.globalAlpha = opacity;
    context.drawImage(labels, x, y, chip.width * scale, chip.height * scale);
    context.globalAlpha = 1;
  }
  context.strokeStyle = 'rgb(255 255 255 / 70%)';
  context.lineWidth = 1;
  context.strokeRect(x - 0.5, y - 0.5, chip.width * scale + 1, chip.height * scale + 1);
  if (isOwnDate) drawRing(context, place);
  if (tool !== 'move') drawPointer(context, place);
  if (hasFocus && !pointer.at) drawMiddle(context, pane);
}

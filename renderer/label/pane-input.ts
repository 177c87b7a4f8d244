import { addCorner, beginStroke, closeRing, fillFrom, type Stroke } from '../actions/label/paint.ts';
import { panChip, placementOf, pointer, type Size, toChip, zoomChip } from '../state/label/camera.ts';
import type { Point } from '../state/label/shapes.ts';
import { labelTools } from '../state/label/tools.ts';
import { requestDraw } from './draw-loop.ts';

const WHEEL_SPEED = 0.0015;
/** CSS pixels around the first corner of a polygon that close it. */
const NEAR = 8;

interface PaneInput {
  readonly chip: Size;
  /** Other dates are looked at, not labelled. */
  readonly isOwnDate: boolean;
  readonly rgba: () => Uint8ClampedArray | null;
  /** Is told the pixel under the pointer, null where it leaves. */
  readonly showPlace: (at: Point | null) => void;
}

/** Lets the pointer paint, draw, fill, move and zoom on a pane; returns how to end that. */
export function followPointer(canvas: HTMLCanvasElement, input: PaneInput): () => void {
  const { chip, isOwnDate, rgba, showPlace } = input;
  let stroke: Stroke | null = null;
  let dragged: Point | null = null;
  const size = (): Size => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const placeOf = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const pixelOf = (event: MouseEvent): Point => toChip(placementOf(size(), chip), placeOf(event));

  const down = (event: PointerEvent) => {
    canvas.focus({ preventScroll: true });
    const { tool } = labelTools();
    const isPan = event.button === 1 || (event.button === 0 && (tool === 'move' || event.altKey || !isOwnDate));
    if (!isPan && event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const at = pixelOf(event);
    if (isPan) dragged = [event.clientX, event.clientY];
    else if (tool === 'brush') stroke = beginStroke(at);
    else if (tool === 'fill') fillFrom(at, rgba());
    else addCorner(at, NEAR / placementOf(size(), chip).scale);
  };
  const move = (event: PointerEvent) => {
    pointer.at = pixelOf(event);
    if (dragged) {
      panChip([event.clientX - dragged[0], event.clientY - dragged[1]], size(), chip);
      dragged = [event.clientX, event.clientY];
    }
    stroke?.move(pointer.at);
    showPlace(pointer.at);
    requestDraw();
  };
  const up = () => {
    stroke?.end();
    stroke = null;
    dragged = null;
  };
  const leave = () => {
    if (stroke || dragged) return;
    pointer.at = null;
    showPlace(null);
    requestDraw();
  };
  const double = () => {
    const { tool, ring } = labelTools();
    if ((tool === 'polygon' || tool === 'pick') && ring.length > 2) closeRing();
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    zoomChip(Math.exp(-event.deltaY * WHEEL_SPEED), placeOf(event), size(), chip);
    pointer.at = pixelOf(event);
    showPlace(pointer.at);
    requestDraw();
  };
  const menu = (event: MouseEvent) => event.preventDefault();
  const ended = new AbortController();
  const { signal } = ended;
  canvas.addEventListener('pointerdown', down, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', up, { signal });
  canvas.addEventListener('pointercancel', up, { signal });
  canvas.addEventListener('pointerleave', leave, { signal });
  canvas.addEventListener('dblclick', double, { signal });
  canvas.addEventListener('wheel', wheel, { passive: false, signal });
  canvas.addEventListener('contextmenu', menu, { signal });
  return () => {
    up();
    ended.abort();
  };
}

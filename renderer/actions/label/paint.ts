import { Change, isFree, type Step } from '../../state/label/raster.ts';
import type { ChipSession } from '../../state/label/session.ts';
import { currentSession, pixelsChanged } from '../../state/label/sessions.ts';
import { brushSpans, connected, likeColour, type Point, polygonSpans } from '../../state/label/shapes.ts';
import { labelTools, setLabelTools } from '../../state/label/tools.ts';
import { takeFromMask } from './take.ts';

/** Painting with the brush down: moved from point to point, then ended as one step. */
export interface Stroke {
  move(to: Point): void;
  end(): void;
}

function finish(session: ChipSession, step: Step | null): void {
  if (step) session.record(step);
}

/** Puts the brush down; null where there is nothing to paint on. */
export function beginStroke(at: Point): Stroke | null {
  const session = currentSession();
  if (!session) return null;
  const change = new Change(session.raster);
  const { label, radius } = labelTools();
  let last = at;
  const move = (to: Point) => {
    const box = brushSpans(last, to, radius, (row, from, end) => change.span(row, from, end, label));
    last = to;
    pixelsChanged(session, box);
  };
  move(at);
  return { move, end: () => finish(session, change.end()) };
}

/** Fills what hangs together with a pixel: the same label, or a similar colour of a picture. */
export function fillFrom([x, y]: Point, rgba: Uint8ClampedArray | null): void {
  const session = currentSession();
  if (!session) return;
  const { raster } = session;
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= raster.width || row >= raster.height) return;
  const first = row * raster.width + column;
  const { label, fill, tolerance } = labelTools();
  const old = raster.labels[first]!;
  const isLike =
    fill === 'colour' && rgba ? likeColour(rgba, first, tolerance) : (pixel: number) => raster.labels[pixel] === old;
  const change = new Change(raster);
  for (const pixel of connected(raster, first, (one) => isFree(raster, one) && isLike(one))) change.pixel(pixel, label);
  pixelsChanged(session, null);
  finish(session, change.end());
}

/** Adds a corner to the polygon; one near the first corner, as near as it looks, closes it. */
export function addCorner(at: Point, nearPixels: number): void {
  const { ring } = labelTools();
  const [first] = ring;
  const isFirst = first && ring.length > 2 && Math.hypot(at[0] - first[0], at[1] - first[1]) < nearPixels;
  if (isFirst) closeRing();
  else setLabelTools({ ring: [...ring, at] });
}

export const dropCorner = (): void => setLabelTools(({ ring }) => ({ ring: ring.slice(0, -1) }));

/** Labels the polygon that is drawn, or takes the network's classes in it. */
export function closeRing(): void {
  const session = currentSession();
  const { ring, tool, label } = labelTools();
  setLabelTools({ ring: [] });
  if (!session || ring.length < 3) return;
  const { width, height } = session.raster;
  if (tool === 'pick') {
    const runs: [number, number][] = [];
    polygonSpans(ring, (row, from, to) => {
      const [left, right] = [Math.max(0, from), Math.min(width, to)];
      if (row >= 0 && row < height && right > left) runs.push([row * width + left, right - left]);
    });
    void takeFromMask('network', runs);
    return;
  }
  const change = new Change(session.raster);
  polygonSpans(ring, (row, from, to) => change.span(row, from, to, label));
  pixelsChanged(session, null);
  finish(session, change.end());
}

/** Uses the tool at a place, as a click of the mouse does. */
export function applyToolAt(at: Point, rgba: Uint8ClampedArray | null, nearPixels: number): void {
  const { tool } = labelTools();
  if (tool === 'brush') beginStroke(at)?.end();
  else if (tool === 'fill') fillFrom(at, rgba);
  else if (tool === 'polygon' || tool === 'pick') addCorner(at, nearPixels);
}

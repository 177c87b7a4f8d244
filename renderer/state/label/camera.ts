import { create } from 'zustand';
import type { Point } from './shapes.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Camera {
  /** CSS pixels for a pixel of the chip; null where the whole chip is shown. */
  readonly scale: number | null;
  /** What stands in the middle, in pixels of the chip. */
  readonly centre: Point;
}

/** Where all panes look. */
export const useLabelCamera = create<Camera>(() => ({ scale: null, centre: [0, 0] }));

/** Where the pointer is, in pixels of the chip: marked in every pane. */
export const pointer: { at: Point | null } = { at: null };

const MARGIN = 0.96;
const CLOSEST = 64;

/** How a pane shows a chip: CSS pixels = chip pixels * scale + offset. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const fitting = (pane: Size, chip: Size): number =>
  Math.max(0.01, MARGIN * Math.min(pane.width / chip.width, pane.height / chip.height));

export function placementOf(pane: Size, chip: Size): Placement {
  const { scale, centre } = useLabelCamera.getState();
  const [x, y] = scale === null ? [chip.width / 2, chip.height / 2] : centre;
  const used = scale ?? fitting(pane, chip);
  return { scale: used, x: pane.width / 2 - x * used, y: pane.height / 2 - y * used };
}

/** The chip's pixel under a place of a pane. */
export function toChip({ scale, x, y }: Placement, [left, top]: Point): Point {
  return [(left - x) / scale, (top - y) / scale];
}

const within = (value: number, size: number): number => Math.min(size, Math.max(0, value));

/** Looks at a place of a chip, which stays in view. */
function look(chip: Size, scale: number, [x, y]: Point): void {
  useLabelCamera.setState({ scale, centre: [within(x, chip.width), within(y, chip.height)] });
}

export const showWholeChip = (): void => useLabelCamera.setState({ scale: null });

/** Zooms by a factor; the pixel under a place of the pane stays there. */
export function zoomChip(factor: number, place: Point | null, pane: Size, chip: Size): void {
  const before = placementOf(pane, chip);
  const least = Math.min(before.scale, fitting(pane, chip));
  const scale = Math.min(CLOSEST, Math.max(least, before.scale * factor));
  if (scale === fitting(pane, chip)) {
    showWholeChip();
    return;
  }
  const [left, top] = place ?? [pane.width / 2, pane.height / 2];
  const [x, y] = toChip(before, [left, top]);
  look(chip, scale, [x + (pane.width / 2 - left) / scale, y + (pane.height / 2 - top) / scale]);
}

/** Moves what is seen by CSS pixels. */
export function panChip([right, down]: Point, pane: Size, chip: Size): void {
  const before = placementOf(pane, chip);
  const [x, y] = toChip(before, [pane.width / 2, pane.height / 2]);
  look(chip, before.scale, [x - right / before.scale, y - down / before.scale]);
}

/** The pane that commands of the keyboard go by, as all move alike: its size, and its picture. */
export const mainPane: { size: Size; rgba: Uint8ClampedArray | null } = { size: { width: 1, height: 1 }, rgba: null };

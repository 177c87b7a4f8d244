import type { LabelRun } from '../../api/types.ts';

export const UNDEFINED = 0;
export const MISSING = 5;
export const NONE = 0;
export const PERSON = 2;

/** The pixels of a chip as they are labelled, row by row: labels 0 to 5, and who said each (index into `LABEL_ORIGINS`). */
export interface ChipRaster {
  readonly width: number;
  readonly height: number;
  readonly labels: Uint8Array;
  readonly origin: Uint8Array;
}

/** The pixels that a step changed, in rising order, with what they were and are: label, then origin. */
export interface Step {
  readonly pixels: Uint32Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Columns and rows: from the first to before the last. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Whether a pixel may get another label: one without data stays missing, unless a person said that it is. */
export function isFree({ labels, origin }: ChipRaster, pixel: number): boolean {
  return labels[pixel] !== MISSING || origin[pixel] === PERSON;
}

/** Gives pixels labels and remembers what they were, until it is ended as a step. */
export class Change {
  readonly #raster: ChipRaster;
  readonly #before = new Map<number, readonly [label: number, origin: number]>();

  constructor(raster: ChipRaster) {
    this.#raster = raster;
  }

  /** Labels the pixels of a row from a column to before another one, those that are free. */
  span(row: number, from: number, to: number, label: number): void {
    const { width, height } = this.#raster;
    if (row < 0 || row >= height) return;
    const start = row * width;
    for (let column = Math.max(0, from); column < Math.min(width, to); column++) this.pixel(start + column, label);
  }

  pixel(pixel: number, label: number, by = PERSON): void {
    const { labels, origin } = this.#raster;
    const said = label === UNDEFINED ? NONE : by;
    if (!isFree(this.#raster, pixel) || (labels[pixel] === label && origin[pixel] === said)) return;
    if (!this.#before.has(pixel)) this.#before.set(pixel, [labels[pixel]!, origin[pixel]!]);
    labels[pixel] = label;
    origin[pixel] = said;
  }

  /** Null where nothing is other than before. */
  end(): Step | null {
    const { labels, origin } = this.#raster;
    const changed = [...this.#before]
      .filter(([pixel, [label, by]]) => labels[pixel] !== label || origin[pixel] !== by)
      .sort(([a], [b]) => a - b);
    if (changed.length === 0) return null;
    return {
      pixels: Uint32Array.from(changed, ([pixel]) => pixel),
      before: Uint8Array.from(changed.flatMap(([, was]) => was)),
      after: Uint8Array.from(changed.flatMap(([pixel]) => [labels[pixel]!, origin[pixel]!])),
    };
  }
}

/** What leads from one state of a chip to another one. */
export function stepBetween(before: ChipRaster, after: ChipRaster): Step | null {
  const pixels: number[] = [];
  for (let i = 0; i < before.labels.length; i++)
    if (before.labels[i] !== after.labels[i] || before.origin[i] !== after.origin[i]) pixels.push(i);
  if (pixels.length === 0) return null;
  const values = ({ labels, origin }: ChipRaster) => Uint8Array.from(pixels.flatMap((i) => [labels[i]!, origin[i]!]));
  return { pixels: Uint32Array.from(pixels), before: values(before), after: values(after) };
}

/** Sets the pixels of a step to what they were before it, or are after it; those without data stay missing. */
export function put({ labels, origin }: ChipRaster, step: Step, which: 'before' | 'after'): void {
  const values = step[which];
  step.pixels.forEach((pixel, i) => {
    if (labels[pixel] === MISSING && origin[pixel] !== PERSON) return;
    labels[pixel] = values[2 * i]!;
    origin[pixel] = values[2 * i + 1]!;
  });
}

/** A step, or its undoing, as the engine is told it: runs of pixels that are alike. */
export function runsOf({ pixels, ...values }: Step, which: 'before' | 'after'): LabelRun[] {
  const runs: [number, number, number, number][] = [];
  pixels.forEach((pixel, i) => {
    const [label, origin] = [values[which][2 * i]!, values[which][2 * i + 1]!];
    const last = runs.at(-1);
    if (last && last[0] + last[1] === pixel && last[2] === label && last[3] === origin) last[1]++;
    else runs.push([pixel, 1, label, origin]);
  });
  return runs;
}

/** The pixels that a step changed. */
export function boxOf({ pixels }: Step, width: number): Box {
  let [left, right] = [width, 0];
  for (const pixel of pixels) {
    left = Math.min(left, pixel % width);
    right = Math.max(right, (pixel % width) + 1);
  }
  const [first, last] = [pixels[0] ?? 0, pixels.at(-1) ?? 0];
  return { left, right, top: Math.floor(first / width), bottom: Math.floor(last / width) + 1 };
}

import { LabelError } from '../documents.ts';

/** A box of pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around the pixels of a label; null without any. */
export function boxOfLabel(labels: Uint8Array, width: number, label: number): Box | null {
  let [left, top, right, bottom] = [width, Number.POSITIVE_INFINITY, -1, -1];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== label) continue;
    const [column, row] = [i % width, Math.floor(i / width)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Lengths of runs of 0 and 1 in turn, beginning with 0 (of length 0 where the first is 1). */
export function runLengths(isSet: (index: number) => boolean, count: number): number[] {
  const runs: number[] = [];
  let current = false;
  let length = 0;
  for (let i = 0; i < count; i++) {
    const set = isSet(i);
    if (set !== current) {
      runs.push(length);
      length = 0;
      current = set;
    }
    length++;
  }
  runs.push(length);
  return runs;
}

/**
 * Calls `paint` for each index that runs set.
 * @throws LabelError where they do not add up to `count`
 */
export function paintRuns(runs: readonly number[], count: number, file: string, paint: (index: number) => void): void {
  let at = 0;
  runs.forEach((length, turn) => {
    if (!Number.isInteger(length) || length < 0 || at + length > count)
      throw new LabelError(`A mask's runs do not fit its ${count} pixels.`, {
        file,
        remedy: 'Export the annotations again.',
      });
    if (turn % 2 === 1) for (let i = at; i < at + length; i++) paint(i);
    at += length;
  });
  if (at !== count)
    throw new LabelError(`A mask's runs cover ${at} of its ${count} pixels.`, {
      file,
      remedy: 'Export the annotations again.',
    });
}

/** Run lengths of COCO's compressed text (https://github.com/cocodataset/cocoapi, `rleFrString`). */
export function fromCompressed(text: string): number[] {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const byte = text.charCodeAt(at++) - 48;
      value |= (byte & 31) << (5 * shift);
      more = (byte & 32) !== 0;
      shift++;
      if (!more && (byte & 16) !== 0) value |= -1 << (5 * shift);
    }
    if (counts.length > 2) value += counts.at(-2)!;
    counts.push(value);
  }
  return counts;
}

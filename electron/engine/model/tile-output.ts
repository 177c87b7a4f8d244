import { PROBABILITY_PLANES } from '../core/classes.ts';
import { ModelPackError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import type { OutputSpec } from './manifest.ts';
import type { Mirroring } from './tile-input.ts';
import { roundPlanes } from './tile-kernel.ts';

/**
 * Probabilities of the four classes for a part of a tile, from the network's output: activation, mapping of its
 * channels to classes, cut to the part, north up again.
 * @param output the network's output for `width` x `height` pixels in the layout of `spec`.
 * @returns planar, `PROBABILITY_PLANES` order, 0 to 1.
 * @throws ModelPackError when the output has another number of values than the manifest says.
 */
export function classProbabilities(
  spec: OutputSpec,
  output: Float32Array,
  size: Size,
  part: Window,
  mirrored: Mirroring,
): Float32Array {
  const found = new Float32Array(PROBABILITY_PLANES.length * part.width * part.height);
  layProbabilities(spec, output, size, found, {
    ...part,
    column: mirrored.columns ? size.width - part.column - part.width : part.column,
    row: mirrored.rows ? size.height - part.row - part.height : part.row,
  });
  mirrorPlanes(found, part, mirrored);
  return found;
}

/** Mirrors planes of the size of `part` in place. */
function mirrorPlanes(planes: Float32Array, part: Window, mirrored: Mirroring): void {
  const pixels = part.width * part.height;
  if (mirrored.columns)
    for (let from = 0; from < planes.length; from += part.width) planes.subarray(from, from + part.width).reverse();
  if (!mirrored.rows) return;
  for (let plane = 0; plane < planes.length; plane += pixels)
    for (
      let upper = plane, lower = plane + pixels - part.width;
      upper < lower;
      upper += part.width, lower -= part.width
    ) {
      const row = planes.slice(upper, upper + part.width);
      planes.copyWithin(upper, lower, lower + part.width);
      planes.set(row, lower);
    }
}

/** Adds the probabilities of a part of the tile, as it was laid before the network, to `result`. */
function layProbabilities(
  spec: OutputSpec,
  output: Float32Array,
  size: Size,
  result: Float32Array,
  part: Window,
): void {
  const channels = spec.classes.length;
  const pixels = size.width * size.height;
  requireLength(spec, output, size);
  const partPixels = part.width * part.height;
  if (isPlanes(spec)) {
    for (let plane = 0, to = 0; plane < channels; plane++)
      for (let row = part.row; row < part.row + part.height; row++, to += part.width) {
        const from = plane * pixels + row * size.width + part.column;
        result.set(output.subarray(from, from + part.width), to);
      }
    return;
  }
  const planes = spec.classes.map((name) => (name === 'ignored' ? -1 : PROBABILITY_PLANES.indexOf(name)));
  const [pixelStride, channelStride] = spec.layout === 'NCHW' ? [1, pixels] : [channels, 1];
  const values = new Float64Array(channels);
  for (let row = 0, to = 0; row < part.height; row++)
    for (let column = 0; column < part.width; column++, to++) {
      const from = ((part.row + row) * size.width + part.column + column) * pixelStride;
      for (let channel = 0; channel < channels; channel++) values[channel] = output[from + channel * channelStride]!;
      activate(spec.activation, values);
      let flagged = 0;
      for (let channel = 0; channel < channels; channel++) {
        const plane = planes[channel]!;
        if (plane < 0) continue;
        result[plane * partPixels + to]! += values[channel]!;
        flagged += values[channel]!;
      }
      if (spec.clearIsRest) result[to] = 1 - flagged;
    }
}

/** Whether a network gives the probabilities as planes of the four classes. */
export function isPlanes({ layout, activation, classes }: OutputSpec): boolean {
  return layout === 'NCHW' && activation === 'none' && classes.join() === PROBABILITY_PLANES.join();
}

/** Width and height of what a network was given. */
interface Size {
  readonly width: number;
  readonly height: number;
}

function requireLength({ classes }: OutputSpec, output: Float32Array, { width, height }: Size): void {
  if (output.length === classes.length * width * height) return;
  throw new ModelPackError(
    `The network gave ${output.length} values for a tile of ${width} x ${height} pixels, its manifest says ${classes.length} per pixel.`,
    { remedy: 'Correct output.classes or output.layout in model.json.' },
  );
}

function activate(activation: OutputSpec['activation'], values: Float64Array): void {
  if (activation === 'none') return;
  if (activation === 'sigmoid') {
    for (let index = 0; index < values.length; index++) values[index] = 1 / (1 + Math.exp(-values[index]!));
    return;
  }
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, values[index]!);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    values[index] = Math.exp(values[index]! - largest);
    sum += values[index]!;
  }
  for (let index = 0; index < values.length; index++) values[index]! /= sum;
}

/**
 * Rounds probabilities to 0..255. Pixels that are not valid get four zeros; a valid pixel never does: where all four
 * round to 0, clear becomes 1.
 * @throws ModelPackError when a valid pixel's probability is not a number.
 */
export function quantizeProbabilities(
  probabilities: Float32Array,
  { width, height }: Size,
  valid: Uint8Array,
): Uint8Array {
  const whole = { column: 0, row: 0, width, height };
  return quantizePart(probabilities, whole, whole, { columns: false, rows: false }, valid);
}

/**
 * What {@link quantizeProbabilities} makes of {@link classProbabilities}, in one step and without their room, of a network
 * whose output {@link isPlanes}.
 * @throws ModelPackError as both
 */
export function quantizeOutput(
  spec: OutputSpec,
  output: Float32Array,
  size: Size,
  part: Window,
  { mirrored, valid }: { readonly mirrored: Mirroring; readonly valid: Uint8Array },
): Uint8Array {
  requireLength(spec, output, size);
  return quantizePart(output, size, part, mirrored, valid);
}

/** @param planes four, of `width` x `height` values @param valid of the part */
function quantizePart(
  planes: Float32Array,
  { width, height }: Size,
  part: Window,
  mirrored: Mirroring,
  valid: Uint8Array,
): Uint8Array {
  const cut = {
    ...part,
    column: mirrored.columns ? width - part.column - part.width : part.column,
    row: mirrored.rows ? height - part.row - part.height : part.row,
  };
  const order = { isBackward: mirrored.columns, isUpward: mirrored.rows };
  const found = roundPlanes(planes, { width, height }, cut, order, valid);
  if (!found) throw notANumber();
  return found;
}

function notANumber(): ModelPackError {
  return new ModelPackError('The network gave a probability that is not a number.', {
    remedy: 'Run it on the CPU; if that fails too, the pack is damaged.',
  });
}

// One tile of a lossless JPEG 2000 codestream: packets to samples. What lies where is described by the caller: see
// `electron/engine/jpeg2000/tile-kernel.ts`.

import { prepareStates } from './arithmetic';
import { prepareBlocks } from './block';
import { Band, decodePacket, forgetWrongBlocks, setRectangles, wrongBlocks } from './packet';
import { synthesise } from './wavelet';

prepareStates();
prepareBlocks();

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

export function damagedBlocks(): i32 {
  return wrongBlocks;
}

/**
 * Decodes packets that follow on each other.
 * @param plan for each packet a number of sub-bands, and these @param rectangles that they name
 * @returns whether all are there and whole
 */
export function decodePackets(
  start: usize,
  end: usize,
  plan: usize,
  rectangles: usize,
  packets: i32,
  plane: usize,
  line: usize,
): bool {
  forgetWrongBlocks();
  setRectangles(rectangles);
  let at = start;
  let bands = plan;
  for (let packet = 0; packet < packets; packet++) {
    const count = load<i32>(bands);
    at = decodePacket(at, end, bands + 4, count, plane, line);
    if (at == 0) return false;
    bands += 4 + offsetof<Band>() * count;
  }
  return true;
}

/**
 * Makes samples of coefficients, resolution by resolution.
 * @param sizes width and height of each resolution, coarsest first @param other as large as `plane`
 * @returns where the result lies: `plane` or `other`
 */
export function synthesiseTile(plane: usize, other: usize, line: usize, sizes: usize, resolutions: i32): usize {
  for (let resolution = 1; resolution < resolutions; resolution++) {
    const width = load<i32>(sizes + 8 * resolution);
    const height = load<i32>(sizes + 8 * resolution + 4);
    synthesise(plane, other, line, width, height);
    if (resolution == resolutions - 1) return other;
    for (let row = 0; row < height; row++) memory.copy(plane + line * row, other + line * row, 4 * width);
  }
  return plane;
}

/** Copies a rectangle of samples as 16 bits, moved up by half of `range` and held within it; how many are at most `dark`. */
export function cropSamples(
  from: usize,
  line: usize,
  to: usize,
  toLine: usize,
  width: i32,
  height: i32,
  range: i32,
  dark: i32,
): i32 {
  const most = range - 1;
  let count = 0;
  for (let row = 0; row < height; row++) {
    let at = from + line * row;
    let target = to + toLine * row;
    for (let column = 0; column < width; column++, at += 4, target += 2) {
      const sample = min(most, max(0, load<i32>(at) + (range >> 1)));
      store<u16>(target, sample);
      if (sample <= dark) count++;
    }
  }
  return count;
}

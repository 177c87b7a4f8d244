import type { Window } from '../core/grid.ts';
import type { FeatureTile } from './session-messages.ts';
import type { Mirroring } from './tile-input.ts';

/**
 * The features of a part of a tile, north up again: the places that the part's pixels touch.
 * @param features of the whole input, as it was laid before the network
 * @param part in pixels of the tile as it was read
 * @param options.scale pixels for each place along an axis
 */
export function cutFeatures(
  features: FeatureTile,
  part: Window,
  { scale, mirrored }: { readonly scale: number; readonly mirrored: Mirroring },
): FeatureTile {
  const { channels, values } = features;
  const places = featureWindow(part, scale);
  const cut = new Float32Array(channels * places.width * places.height);
  for (let channel = 0, to = 0; channel < channels; channel++)
    for (let y = 0; y < places.height; y++) {
      const row = mirrored.rows ? features.height - 1 - places.row - y : places.row + y;
      const from = (channel * features.height + row) * features.width;
      for (let x = 0; x < places.width; x++, to++) {
        const column = mirrored.columns ? features.width - 1 - places.column - x : places.column + x;
        cut[to] = values[from + column]!;
      }
    }
  return { channels, width: places.width, height: places.height, values: cut };
}

/** The places of features that the pixels of a window touch. */
export function featureWindow({ column, row, width, height }: Window, scale: number): Window {
  const left = Math.floor(column / scale);
  const top = Math.floor(row / scale);
  return {
    column: left,
    row: top,
    width: Math.ceil((column + width) / scale) - left,
    height: Math.ceil((row + height) / scale) - top,
  };
}

import { Jpeg2000Error } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import type { MainHeader } from './codestream.ts';

export interface ReadWindowOptions {
  /** Wavelet halvings to leave out, 0 to `levels`; the window is in pixels of the image so reduced. */
  readonly reduce?: number;
  /** Component from 0; all of them, pixel-interleaved, when left out. */
  readonly component?: number;
  /**
   * Decode of a tile only what the window needs, where the file allows it (packet lengths, precincts): for windows much
   * smaller than a tile, read once or twice. The pixels are the same.
   */
  readonly partial?: boolean | undefined;
  /**
   * All that will be read of the image so reduced: tiles are decoded no further, where the file allows it. The pixels are
   * the same.
   */
  readonly region?: Window | undefined;
  /** All that will be read of the image so reduced afterwards, also beyond its edges: tiles that it does not need are not kept. */
  readonly later?: readonly Window[] | undefined;
  /**
   * Decode all tiles in one go where the file and the reduced image are small: for a reader of the whole image, by
   * windows. Hundreds of small tiles cost more in messages than in wavelets. The pixels are the same. With `partial`, where
   * the window is no small part of the image, or that has been decoded, or is just being decoded, in one go.
   */
  readonly atOnce?: boolean | undefined;
  /**
   * Bit-planes of the finest details that may be left undecoded, 0 by default: see `planesLeftOut`. Tiles that may hold a 0
   * are exact all the same. Only for files that are known to be whole: damage is not noticed then.
   */
  readonly planes?: number;
  /**
   * Called for each tile of the window that is missing, cut off or damaged: its samples are 0 then. Without it such a
   * tile is an error.
   */
  readonly onDamage?: ((error: Jpeg2000Error) => void) | undefined;
  /** Somebody looks at the pixels and waits: what must be decoded goes before what jobs have asked for. */
  readonly isUrgent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws Jpeg2000Error where a request does not fit the image */
export function checkRequest(
  file: string,
  header: MainHeader,
  size: { width: number; height: number },
  window: Window,
  { reduce = 0, component = 0 }: ReadWindowOptions,
): void {
  const wrong = (what: string) => new Jpeg2000Error(`The request does not fit the image: ${what}.`, { file });
  if (!Number.isInteger(reduce) || reduce < 0 || reduce > header.coding.levels)
    throw wrong(`${reduce} halvings of ${header.coding.levels}`);
  if (component < 0 || component >= header.components) throw wrong(`component ${component} of ${header.components}`);
  const { column, row, width, height } = window;
  if (![column, row, width, height].every(Number.isInteger)) throw wrong('its window is not of whole pixels');
  if (column < 0 || row < 0 || width < 1 || height < 1 || column + width > size.width || row + height > size.height)
    throw wrong(`${width} x ${height} pixels at ${column}, ${row} of ${size.width} x ${size.height}`);
}

import type { Grid, Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import type { ProductWarning } from '../product/types.ts';
import type { Tile, TilePlan } from './tiling.ts';

/** Probabilities of one product, pack and grid on disk, tile by tile, with a pyramid of levels 0 to 4. */
export interface ProbabilityStore {
  readonly folder: string;
  readonly grid: Grid;
  readonly plan: TilePlan;
  readonly sun?: ProbabilityRaster['sun'];
  /** Execution providers that tiles were computed on, in order of their first use. */
  readonly providers: readonly string[];
  /** What was met while its tiles were computed, by this run of the program or by earlier ones; each once. */
  readonly warnings: readonly ProductWarning[];
  /** What kept tiles from being kept on the disk, a sentence; they are in memory then. */
  readonly troubles: readonly string[];
  /**
   * Remembers warnings with the tiles. A tile whose bands could not be read whole is noted before it is written: it can
   * be read while this program runs, and counts as missing for the next one.
   */
  note(warnings: readonly ProductWarning[], tile?: Tile): Promise<void>;
  isComplete(): boolean;
  missingTiles(): Tile[];
  /** Parts of a tile that is missing, which are kept by themselves until it is there. */
  partsOf(tile: Tile): readonly Tile[];
  /** Whether the core of a tile, or of a part of one, can be read. */
  has(tile: Tile): boolean;
  /**
   * Stores one tile or part; `planes` is its `core`, planar, 0..255, not to be changed afterwards. It can be read at once, and
   * is on disk when the promise is fulfilled, or in memory where the disk took it not: see `troubles`. Safe against a
   * crash at any moment.
   */
  writeTile(tile: Tile, planes: Uint8Array, provider: string): Promise<void>;
  /**
   * Reads a window in pixels of a level; a pixel of level l is 2^l x 2^l pixels of the grid. What lies beyond the grid
   * is missing (four zeros).
   * @throws RasterError when a tile is not computed yet or damaged; a damaged one is removed, to be computed again.
   */
  readWindow(window: Window, level?: number, options?: ReadStoreOptions): Promise<ProbabilityRaster>;
}

export interface ReadStoreOptions {
  /** Read tiles that are not computed yet as missing, too. */
  readonly partial?: boolean;
  /** Put the planes into shared memory, so that they need not be copied for a thread. */
  readonly shared?: boolean;
}

export interface StoreSpec {
  /** Everything that decides the probabilities: see {@link probabilityKey}. */
  readonly key: string;
  readonly grid: Grid;
  readonly plan: TilePlan;
  /** Goes with what is read, where it is known. */
  readonly sun?: ProbabilityRaster['sun'];
}

/** The key of probabilities: content of the product, content of the pack, pixel size. */
export function probabilityKey(
  product: { readonly contentKey: string },
  pack: { readonly key: string },
  grid: Grid,
): string {
  return `${product.contentKey} ${pack.key} ${grid.pixelMetres}`;
}

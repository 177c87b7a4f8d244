import { wholeCells } from './cells.ts';
import { type Bounds, holdsBounds, sharedBounds } from './codestream.ts';
import { sizeOf } from './tile-grid.ts';

/** A part of more than this share of a tile, or of an image, costs about as much as the whole. */
export const MAX_PARTIAL_SHARE = 0.6;
/** What a part costs beside its pixels: reading the packets of all that it may need, and messages. */
const PART_COST = 0.05;
/** A tile that is smaller than this is decoded whole: that takes a few milliseconds. */
const MIN_PARTIAL_PIXELS = 180 * 180;

/** What is asked of a tile; all bounds on its own reduced grid. */
export interface PartRequest {
  /** Of the tile. */
  readonly area: Bounds;
  readonly wanted: Bounds;
  /** All that will be wanted of the image, where that is known. */
  readonly region: Bounds | undefined;
  /** Whether a part of a tile may be decoded although more of it may be wanted later. */
  readonly partial: boolean | undefined;
  readonly isUrgent: boolean | undefined;
  /** Whether no-data is decided in whole cells. */
  readonly inCells: boolean;
}

/**
 * Decides how much of each tile of an image is decoded: the part that is wanted, or the whole where that costs about as
 * much, or where parts of it have been asked for so often that it is better decoded whole and kept.
 *
 * @returns a function of the tile's key and what is asked of it
 */
export function choosePart(): (key: string, request: PartRequest) => Bounds {
  /** What parts of a tile have cost so far, as a share of the tile. */
  const costs = new Map<string, number>();
  return (key, { area, wanted, region, partial, isUrgent, inCells }) => {
    if (sizeOf(area) < MIN_PARTIAL_PIXELS) return area;
    const cost = costs.get(key) ?? 0;
    // Whoever waits does not wait for the whole tile.
    const isCheap = isUrgent || cost < 1;
    const shared = sharedBounds(region ?? (partial && isCheap ? wanted : area), area);
    const part = inCells ? wholeCells(shared, area) : shared;
    const isSmall = sizeOf(part) < MAX_PARTIAL_SHARE * sizeOf(area);
    if (!isSmall || !holdsBounds(part, sharedBounds(wanted, area))) return area;
    if (!region) costs.set(key, cost + PART_COST + sizeOf(part) / sizeOf(area));
    return part;
  };
}

import { type Bounds, type MainHeader, reducedBounds } from './codestream.ts';
import type { Packet } from './packets.ts';

/** The code-blocks of one sub-band in one precinct. */
export interface BandBlocks {
  readonly columns: number;
  readonly rows: number;
  /** First column and row of blocks, counted from the origin of the sub-band. */
  readonly firstColumn: number;
  readonly firstRow: number;
  /** Size of a code-block in samples of the sub-band. */
  readonly width: number;
  readonly height: number;
}

/** A sub-band of a tile, which all of its precincts share. */
export interface SubBand {
  readonly resolution: number;
  /** 1 for details of rows (HL, HH), of columns (LH, HH): ISO/IEC 15444-1, table B.1. */
  readonly right: number;
  readonly low: number;
  readonly bounds: Bounds;
  /** Exponents of the size of its code-blocks. */
  readonly blockX: number;
  readonly blockY: number;
}

const COARSEST = [[0, 0]] as const;
const DETAILS = [
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** The sub-bands of a tile at a resolution, in the order of the codestream (ISO/IEC 15444-1, B.5 to B.7). */
export function subBandsOf(header: MainHeader, tile: Bounds, resolution: number): SubBand[] {
  const { levels, blockExponents, precinctExponents } = header.coding;
  const precinct = precinctExponents[resolution]!;
  const isCoarsest = resolution === 0;
  const halvings = isCoarsest ? levels : levels - resolution + 1;
  const inPrecinct = isCoarsest ? 0 : 1;
  return (isCoarsest ? COARSEST : DETAILS).map(([right, low]) => ({
    resolution,
    right,
    low,
    bounds: isCoarsest ? reducedBounds(tile, levels) : detailBounds(tile, halvings, right, low),
    blockX: Math.min(blockExponents.x, precinct.x - inPrecinct),
    blockY: Math.min(blockExponents.y, precinct.y - inPrecinct),
  }));
}

function detailBounds(tile: Bounds, halvings: number, right: number, low: number): Bounds {
  const step = 2 ** halvings;
  const at = (position: number, offset: number) => Math.ceil((position - (step / 2) * offset) / step);
  return { x0: at(tile.x0, right), y0: at(tile.y0, low), x1: at(tile.x1, right), y1: at(tile.y1, low) };
}

/** The code-blocks of a sub-band in a precinct, whose bounds are on the grid of its resolution. */
export function blocksIn({ resolution, bounds, blockX, blockY }: SubBand, precinct: Bounds): BandBlocks {
  const half = resolution === 0 ? 1 : 2;
  const left = Math.max(bounds.x0, precinct.x0 / half);
  const top = Math.max(bounds.y0, precinct.y0 / half);
  const right = Math.min(bounds.x1, precinct.x1 / half);
  const low = Math.min(bounds.y1, precinct.y1 / half);
  const isEmpty = right <= left || low <= top;
  const firstColumn = left >> blockX;
  const firstRow = top >> blockY;
  return {
    columns: isEmpty ? 0 : ((right - 1) >> blockX) + 1 - firstColumn,
    rows: isEmpty ? 0 : ((low - 1) >> blockY) + 1 - firstRow,
    firstColumn,
    firstRow,
    width: 1 << blockX,
    height: 1 << blockY,
  };
}

/** The code-blocks of a packet, by sub-band in the order of the codestream. */
export function blocksOfPacket(header: MainHeader, tile: Bounds, { resolution, bounds }: Packet): BandBlocks[] {
  return subBandsOf(header, tile, resolution).map((band) => blocksIn(band, bounds));
}

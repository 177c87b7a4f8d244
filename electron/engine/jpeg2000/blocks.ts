import { type Bounds, type MainHeader, reducedBounds, sharedBounds } from './codestream.ts';
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

/** Offsets of the sub-bands of a resolution above the coarsest: HL, LH, HH (ISO/IEC 15444-1, table B.1). */
const DETAILS = [
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** The code-blocks of a packet, by sub-band in the order of the codestream (ISO/IEC 15444-1, B.5 to B.7). */
export function blocksOfPacket(header: MainHeader, tile: Bounds, packet: Packet): BandBlocks[] {
  const { levels, blockExponents, precinctExponents } = header.coding;
  const { resolution, bounds } = packet;
  const precinct = precinctExponents[resolution]!;
  if (resolution === 0) return [blocksIn(reducedBounds(tile, levels), bounds, blockExponents, precinct)];
  const halvings = levels - resolution + 1;
  const step = 2 ** halvings;
  const half = { x0: bounds.x0 / 2, y0: bounds.y0 / 2, x1: bounds.x1 / 2, y1: bounds.y1 / 2 };
  return DETAILS.map(([x, y]) => {
    const at = (position: number, offset: number) => Math.ceil((position - (step / 2) * offset) / step);
    const band = { x0: at(tile.x0, x), y0: at(tile.y0, y), x1: at(tile.x1, x), y1: at(tile.y1, y) };
    return blocksIn(band, half, blockExponents, { x: precinct.x - 1, y: precinct.y - 1 });
  });
}

type Exponents = { readonly x: number; readonly y: number };

function blocksIn(band: Bounds, precinct: Bounds, block: Exponents, largest: Exponents): BandBlocks {
  const width = 2 ** Math.min(block.x, largest.x);
  const height = 2 ** Math.min(block.y, largest.y);
  const area = sharedBounds(band, precinct);
  const isEmpty = area.x1 <= area.x0 || area.y1 <= area.y0;
  const firstColumn = Math.floor(area.x0 / width);
  const firstRow = Math.floor(area.y0 / height);
  return {
    columns: isEmpty ? 0 : Math.ceil(area.x1 / width) - firstColumn,
    rows: isEmpty ? 0 : Math.ceil(area.y1 / height) - firstRow,
    firstColumn,
    firstRow,
    width,
    height,
  };
}

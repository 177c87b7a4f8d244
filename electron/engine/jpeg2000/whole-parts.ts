import { type Bounds, type MainHeader, SOT, tileBounds } from './codestream.ts';
import { parseTilePartHeader, SOT_BYTES } from './packets.ts';

/** A tile-part that is a whole tile. */
export interface WholePart {
  /** On the reference grid. */
  readonly area: Bounds;
  readonly packets: Uint8Array;
}

/** Place of a tile-part's length in its header, SOT marker included. */
const PART_LENGTH_AT = 6;

/** All tile-parts of a codestream, each of which is to be a tile; null where one is not or is cut off. */
export function wholeParts(codestream: Uint8Array, header: MainHeader): WholePart[] | null {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  const parts = new Map<number, WholePart>();
  for (let start = header.byteLength; start + SOT_BYTES < codestream.length; ) {
    if (view.getUint16(start) !== SOT) return null;
    const tile = view.getUint16(start + 4);
    const end = start + view.getUint32(start + PART_LENGTH_AT);
    if (tile >= header.tilesAcross * header.tilesDown || parts.has(tile)) return null;
    if (end <= start || end > codestream.length) return null;
    const part = parseTilePartHeader(codestream.subarray(start, end));
    if (!part) return null;
    const packets = codestream.subarray(start + part.byteLength, end);
    parts.set(tile, { area: tileBounds(header, tile), packets });
    start = end;
  }
  return parts.size === header.tilesAcross * header.tilesDown ? [...parts.values()] : null;
}

import { Jpeg2000Error } from '../../engine/core/errors.ts';
import { blocksOfPacket } from '../../engine/jpeg2000/blocks.ts';
import { type Bounds, type MainHeader, parseMainHeader } from '../../engine/jpeg2000/codestream.ts';

import { listPackets, type Packet } from '../../engine/jpeg2000/packets.ts';
import { type PacketBlocks, readPacket, writePacket } from './packet-blocks.ts';

const COD = 0xff52;
const QCD = 0xff5c;
const SOT_BYTES = 12;
const SOD_BYTES = 2;
const EOC_BYTES = 2;

/** A tile as packets, and the marker segments that say how they are coded. */
interface DividedTile {
  /** COD and QCD. */
  readonly coding: Uint8Array<ArrayBuffer>;
  readonly packets: readonly Uint8Array[];
}

/**
 * Divides the packets of a codestream of one tile and one quality layer, which OpenJPEG's binding writes without
 * precincts, into packets by precinct. Code-blocks stay as they are, so the pixels do.
 *
 * @param place column and row on the larger canvas at which the tile is to lie; at multiples of 16 code-blocks, so that
 *   they fall alike there
 */
export function divideIntoPrecincts(
  codestream: Uint8Array,
  place: { readonly column: number; readonly row: number; readonly precinctExponent: number },
): DividedTile {
  const whole = parseMainHeader(codestream, 'an encoded tile');
  if (whole?.coding.layers !== 1) throw new Jpeg2000Error('An encoded tile is not as it was asked for.');
  const exponent = place.precinctExponent;
  const block = Math.max(whole.coding.blockExponents.x, whole.coding.blockExponents.y);
  if (exponent <= block) throw new Jpeg2000Error('A precinct is smaller than the code-blocks that it is to hold.');
  const divided: MainHeader = {
    ...whole,
    coding: {
      ...whole.coding,
      precinctExponents: whole.coding.precinctExponents.map(() => ({ x: exponent, y: exponent })),
    },
  };
  const { x0, y0, x1, y1 } = whole.image;
  const tile = { x0: x0 + place.column, y0: y0 + place.row, x1: x1 + place.column, y1: y1 + place.row };
  const targets = listPackets({ ...divided, components: 1 }, tile) ?? [];
  const packets: Uint8Array[] = [];
  let at = whole.byteLength + SOT_BYTES + SOD_BYTES;
  for (const source of listPackets(whole, tile) ?? []) {
    const { blocks, end } = readPacket(codestream, at, blocksOfPacket(whole, tile, source));
    for (const target of targets.filter(({ resolution }) => resolution === source.resolution)) {
      const grids = blocksOfPacket(divided, tile, target);
      packets.push(writePacket(grids, pick(whole, tile, source, blocks, grids)));
    }
    at = end;
  }
  if (at !== codestream.length - EOC_BYTES) throw new Jpeg2000Error('An encoded tile has more than its packets.');
  return { coding: codingSegments(whole, exponent), packets };
}

/** The blocks of `grids` out of those of a packet. */
function pick(
  header: MainHeader,
  tile: Bounds,
  source: Packet,
  blocks: PacketBlocks,
  grids: ReturnType<typeof blocksOfPacket>,
): PacketBlocks {
  const from = blocksOfPacket(header, tile, source);
  return grids.map((grid, band) => {
    const { columns, firstColumn, firstRow } = from[band]!;
    return Array.from({ length: grid.columns * grid.rows }, (_, index) => {
      const column = grid.firstColumn + (index % grid.columns) - firstColumn;
      const row = grid.firstRow + Math.floor(index / grid.columns) - firstRow;
      return blocks[band]![row * columns + column]!;
    });
  });
}

function codingSegments({ segments, coding }: MainHeader, exponent: number): Uint8Array<ArrayBuffer> {
  const is = (marker: number) => (segment: Uint8Array) => segment[0]! * 256 + segment[1]! === marker;
  const cod = segments.find(is(COD))!;
  const sizes = new Uint8Array(coding.levels + 1).fill(exponent * 16 + exponent);
  const style = Buffer.concat([cod, sizes]);
  style.writeUInt16BE(style.length - 2, 2);
  style.writeUInt8(cod[4]! | 1, 4);
  return new Uint8Array(Buffer.concat([style, segments.find(is(QCD))!]));
}

import { hash2, noiseAt, noiseField, random2, type View } from './noise.ts';

/** A block of farmland between roads, cut into strips that share a direction. */
export interface Block {
  readonly id: number;
  readonly eastMetres: number;
  readonly southMetres: number;
  readonly cosine: number;
  readonly sine: number;
  readonly stripMetres: number;
  readonly lengthMetres: number;
  /** Forest tendency at the block's centre, in standard deviations. */
  readonly forest: number;
}

/** The block and parcel of every pixel of a view. */
export interface Parcels {
  readonly blocks: readonly Block[];
  /** Index into `blocks`. */
  readonly block: Uint16Array;
  /** Identity of the parcel, 32 bits. */
  readonly parcel: Uint32Array;
  /** Metres to the nearest boundary between two blocks and to the nearest one between two parcels, both about right. */
  readonly toBlockEdge: Float32Array;
  readonly toParcelEdge: Float32Array;
}

const CELL_METRES = 980;
const WARP_METRES = 110;

export const FOREST = { wavelengthMetres: 3400, octaves: 4, gain: 0.55 } as const;

function makeBlock(seed: number, cellEast: number, cellSouth: number): Block {
  const id = hash2(seed, cellEast, cellSouth);
  const eastMetres = (cellEast + 0.1 + 0.8 * random2(seed + 1, cellEast, cellSouth)) * CELL_METRES;
  const southMetres = (cellSouth + 0.1 + 0.8 * random2(seed + 2, cellEast, cellSouth)) * CELL_METRES;
  const region = noiseAt(eastMetres, southMetres, { seed: seed + 3, wavelengthMetres: 4000 });
  const angle = region * 0.7 + (random2(seed + 4, cellEast, cellSouth) < 0.4 ? Math.PI / 2 : 0);
  return {
    id,
    eastMetres,
    southMetres,
    cosine: Math.cos(angle),
    sine: Math.sin(angle),
    stripMetres: 120 + 330 * random2(seed + 5, cellEast, cellSouth) ** 1.5,
    lengthMetres: 380 + 700 * random2(seed + 6, cellEast, cellSouth),
    forest: noiseAt(eastMetres, southMetres, { seed: seed + 50, ...FOREST }),
  };
}

/** Cuts the ground of a view into blocks (Voronoi cells with bent borders) and these into parcels. */
export function cutParcels(view: View, seed: number): Parcels {
  const { width, height, pixelMetres } = view;
  const warpEast = noiseField(view, { seed: seed + 11, wavelengthMetres: 900, octaves: 2 });
  const warpSouth = noiseField(view, { seed: seed + 12, wavelengthMetres: 900, octaves: 2 });
  const margin = 5 * WARP_METRES;
  const firstEast = Math.floor((view.eastMetres - margin) / CELL_METRES) - 1;
  const firstSouth = Math.floor((view.southMetres - margin) / CELL_METRES) - 1;
  const columns = Math.floor((view.eastMetres + width * pixelMetres + margin) / CELL_METRES) + 2 - firstEast;
  const rows = Math.floor((view.southMetres + height * pixelMetres + margin) / CELL_METRES) + 2 - firstSouth;
  const blocks: Block[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) blocks.push(makeBlock(seed, firstEast + column, firstSouth + row));
  }
  const size = width * height;
  const result = {
    blocks,
    block: new Uint16Array(size),
    parcel: new Uint32Array(size),
    toBlockEdge: new Float32Array(size),
    toParcelEdge: new Float32Array(size),
  };
  for (let at = 0; at < size; at++) {
    const east = view.eastMetres + ((at % width) + 0.5) * pixelMetres + warpEast[at]! * WARP_METRES;
    const south = view.southMetres + (Math.floor(at / width) + 0.5) * pixelMetres + warpSouth[at]! * WARP_METRES;
    const cellEast = Math.min(columns - 2, Math.max(1, Math.floor(east / CELL_METRES) - firstEast));
    const cellSouth = Math.min(rows - 2, Math.max(1, Math.floor(south / CELL_METRES) - firstSouth));
    let nearest = 0;
    let first = Infinity;
    let second = Infinity;
    for (let row = cellSouth - 1; row <= cellSouth + 1; row++) {
      for (let index = row * columns + cellEast - 1; index <= row * columns + cellEast + 1; index++) {
        const block = blocks[index]!;
        const distance = (block.eastMetres - east) ** 2 + (block.southMetres - south) ** 2;
        if (distance < first) {
          second = first;
          first = distance;
          nearest = index;
        } else if (distance < second) second = distance;
      }
    }
    const block = blocks[nearest]!;
    const across =
      (block.cosine * (east - block.eastMetres) + block.sine * (south - block.southMetres)) / block.stripMetres;
    const strip = Math.floor(across);
    const along =
      (block.cosine * (south - block.southMetres) - block.sine * (east - block.eastMetres)) / block.lengthMetres +
      random2(block.id, strip, 7);
    const piece = Math.floor(along);
    result.block[at] = nearest;
    result.parcel[at] = hash2(block.id, strip, piece);
    result.toBlockEdge[at] = (Math.sqrt(second) - Math.sqrt(first)) / 2;
    result.toParcelEdge[at] = Math.min(
      Math.min(across - strip, strip + 1 - across) * block.stripMetres,
      Math.min(along - piece, piece + 1 - along) * block.lengthMetres,
    );
  }
  return result;
}

import type { Window } from '../core/grid.ts';
import { directionToSun } from '../core/sun-direction.ts';
import type { Angles } from '../product/types.ts';
import type { InputSpec, Manifest, Scaling } from './manifest.ts';
import { findObserved, tensorRoom } from './tile-kernel.ts';

/** How the digital numbers of one input band turn into reflectance: (DN + offset) / quantification. */
export interface BandRadiometry {
  readonly offset: number;
  readonly quantification: number;
}

/** Pixels of one input window, as read. */
export interface TilePixels {
  readonly width: number;
  readonly height: number;
  /** DN per input band, row by row, in the manifest's order; 0 is no-data; null where the product lacks the band. */
  readonly bands: readonly (Uint16Array | null)[];
  /** Sun at the tile's centre; null where unknown. */
  readonly sun: Angles | null;
}

/** Every DN's value as the network wants it; DN 0 is `missing`. Length 65536. */
export function scalingTable(scaling: Scaling, channel: number, radiometry: BandRadiometry): Float32Array {
  const value = scalingFunction(scaling, channel);
  const table = new Float32Array(65536);
  table[0] = pick(scaling.missing, channel);
  for (let dn = 1; dn < table.length; dn++) table[dn] = value((dn + radiometry.offset) / radiometry.quantification);
  return table;
}

function scalingFunction(scaling: Scaling, channel: number): (reflectance: number) => number {
  switch (scaling.transform) {
    case 'log1p': {
      const gain = pick(scaling.gain, channel);
      return (reflectance) => Math.log1p(Math.min(Math.max(reflectance, 0), scaling.max) * gain);
    }
    case 'linear': {
      const [gain, bias] = [pick(scaling.gain, channel), pick(scaling.bias, channel)];
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = scaling;
      return (reflectance) => Math.min(Math.max(reflectance, min), max) * gain + bias;
    }
    case 'standard': {
      const [mean, std] = [pick(scaling.mean, channel), pick(scaling.std, channel)];
      return (reflectance) => (reflectance - mean) / std;
    }
  }
}

function pick(numbers: number | readonly number[], channel: number): number {
  return typeof numbers === 'number' ? numbers : numbers[channel]!;
}

/** Which axes of a tile are mirrored before the network sees it. */
export interface Mirroring {
  readonly columns: boolean;
  readonly rows: boolean;
}

/** How a tile is laid before the network, by `input.orientation` and the sun: see the manifest. */
export function mirroring(spec: Pick<InputSpec, 'orientation'>, sun: Angles | null): Mirroring {
  if (spec.orientation === 'north-up' || !sun) return { columns: false, rows: false };
  const [col, row] = shadowVector(sun);
  return { columns: col > 0, rows: row > 0 };
}

/** Where a cloud's shadow falls, [columns eastward, rows southward] per height of the cloud; see {@link auxiliaryValues}. */
function shadowVector(sun: Angles): [number, number] {
  const length = Math.tan(sun.zenithDegrees * (Math.PI / 180));
  const [east, south] = directionToSun(sun.azimuthDegrees);
  return [-east * length, -south * length];
}

/**
 * Values of the auxiliary planes. The shadow vector points from a cloud to its shadow, away from the sun, and has the
 * length of a shadow per height of the cloud, tan(zenith): columns grow eastward, rows southward, azimuth is clockwise
 * from north. 0, 0 where the sun is unknown. They are those of the tile as it is laid before the network.
 */
export function auxiliaryValues(spec: InputSpec, sun: Angles | null, pixelMetres: number): number[] {
  const [col, row] = sun ? shadowVector(sun) : [0, 0];
  const mirrored = mirroring(spec, sun);
  const values = {
    shadow_col: mirrored.columns ? -col : col,
    shadow_row: mirrored.rows ? -row : row,
    log2_pixel: Math.log2(pixelMetres / 20),
  };
  return spec.auxiliary.map((name) => values[name]);
}

/** The network's input for one tile. */
export interface TileTensor {
  /** Good until the next tensor is built, which takes the same memory: fresh memory costs as much again. */
  readonly data: Float32Array;
  readonly dims: readonly number[];
  readonly mirrored: Mirroring;
}

/**
 * Fills the network's input of `width` x `height` pixels from a tile that may be smaller; what lies beyond the tile's
 * right and lower border is its mirror image. The whole is then mirrored as `input.orientation` asks.
 * @param tables one {@link scalingTable} per input band.
 */
export function buildTensor(
  spec: InputSpec,
  tile: TilePixels,
  tables: readonly Float32Array[],
  size: { readonly width: number; readonly height: number; readonly pixelMetres: number },
): TileTensor {
  const { width, height } = size;
  const pixels = width * height;
  const auxiliary = auxiliaryValues(spec, tile.sun, size.pixelMetres);
  const channels = spec.bands.length + auxiliary.length;
  const planar = spec.layout === 'NCHW';
  const mirrored = mirroring(spec, tile.sun);
  const room = tensorRoom(pixels * channels, tile.width);
  const { data } = room;
  const fill = (channel: number, value: number): void => {
    if (planar) data.fill(value, channel * pixels, (channel + 1) * pixels);
    else for (let at = channel; at < data.length; at += channels) data[at] = value;
  };
  const order = { isBackward: mirrored.columns, isUpward: mirrored.rows };
  for (const [channel, dn] of tile.bands.entries()) {
    if (dn === null) fill(channel, pick(spec.scaling.missing, channel));
    else if (planar) {
      room.lay(dn, tables[channel]!, channel * pixels, { to: size, from: tile, ...order });
      goOnBelow(data.subarray(channel * pixels, (channel + 1) * pixels), width, tile.height, mirrored.rows);
    } else scaleInterleaved(dn, tile, tables[channel]!, mirrored, { data: data.subarray(channel), size, channels });
  }
  for (const [index, value] of auxiliary.entries()) fill(spec.bands.length + index, value);
  const dims = { NCHW: [1, channels, height, width], NHWC: [1, height, width, channels], NC: [pixels, channels] };
  return { data, dims: dims[spec.layout], mirrored };
}

/** Continues a plane beyond its `count` first rows, or, where they are laid upward, above its last ones. */
function goOnBelow(plane: Float32Array, width: number, count: number, isUpward: boolean): void {
  const height = plane.length / width;
  const rows = continued(count, height);
  const placeOf = (row: number): number => (isUpward ? height - 1 - row : row) * width;
  for (let row = count; row < height; row++) {
    const from = placeOf(rows[row]!);
    plane.copyWithin(placeOf(row), from, from + width);
  }
}

/** Values of the DN of one band, `channels` apart from one another. */
function scaleInterleaved(
  dn: Uint16Array,
  tile: Pick<TilePixels, 'width' | 'height'>,
  table: Float32Array,
  mirrored: Mirroring,
  to: {
    readonly data: Float32Array;
    readonly size: { readonly width: number; readonly height: number };
    readonly channels: number;
  },
): void {
  const columns = continued(tile.width, to.size.width);
  const rows = continued(tile.height, to.size.height);
  if (mirrored.columns) columns.reverse();
  if (mirrored.rows) rows.reverse();
  let at = 0;
  for (const row of rows) {
    const line = dn.subarray(row * tile.width, (row + 1) * tile.width);
    for (let column = 0; column < columns.length; column++, at += to.channels)
      to.data[at] = table[line[columns[column]!]!]!;
  }
}

/** Indices 0, 1, ... size - 1 and then back and forth without repeating the border; length `length`. */
function continued(size: number, length: number): Int32Array {
  const period = Math.max(1, 2 * (size - 1));
  return Int32Array.from({ length }, (_, index) => {
    const phase = index % period;
    return phase < size ? phase : period - phase;
  });
}

/**
 * Which pixels of a part of a tile are observed: at least half of the manifest's minimum bands have a DN other than 0.
 * @returns 1 or 0 per pixel of `part`, row by row, and how many are 1.
 */
export function validPixels(
  manifest: Pick<Manifest, 'input' | 'minimumBands'>,
  tile: TilePixels,
  part: Window,
): { readonly valid: Uint8Array; readonly count: number } {
  const wanted = manifest.minimumBands.map((choice) => tile.bands[manifest.input.bands.indexOf(choice)] ?? null);
  const bands = wanted.filter((dn) => dn !== null);
  return findObserved(bands, tile.width, part, bands.length - Math.ceil(wanted.length / 2));
}

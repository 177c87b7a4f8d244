import { BAND_IDS, type BandId, GRID_METRES, type GridMetres, type Level } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import type { AngleGrid, Angles } from './types.ts';
import { attribute, element, elements, numberOf, text, textOf, type XmlNode } from './xml.ts';

/** What a granule's metadata file (`MTD_TL.xml`) says. */
export interface GranuleMetadata {
  readonly id: string | null;
  /** By the root element; null where it is neither. */
  readonly level: Level | null;
  /** Processing baseline in the granule's name, for example `04.00`. */
  readonly baseline: string | null;
  readonly tile: string | null;
  readonly sensingTime: string | null;
  readonly epsg: number;
  readonly grids: Readonly<Partial<Record<GridMetres, Grid>>>;
  readonly sun: (Angles & { readonly grid: AngleGrid | null }) | null;
  readonly view: Readonly<Partial<Record<BandId, Angles>>>;
  /** Percent of the tile without data and under snow, where Level-2A metadata tells. */
  readonly noDataPercent: number | null;
  readonly snowPercent: number | null;
}

/** A side of a Sentinel-2 tile has 10980 pixels; more than this is no tile. */
export const MAX_SIDE_PIXELS = 40_000;
/** Northings of UTM reach 10 000 km, eastings 1 000 km. */
const MAX_METRES = 2e7;

/** MGRS tile in a granule or file name, `T29UNU`; null where there is none. */
export function tileOf(name: string | null): string | null {
  return /(?:^|_)T(\d{2}[C-HJ-NP-X][A-HJ-NP-Z]{2})(?:_|\.|$)/.exec(name ?? '')?.[1] ?? null;
}

function readGrid(geocoding: XmlNode, epsg: number, metres: GridMetres, file: string): Grid | null {
  const of = (name: string) =>
    elements(geocoding, name).find((item) => attribute(item, 'resolution') === String(metres)) as XmlNode | undefined;
  const [size, position] = [of('Size'), of('Geoposition')];
  if (size === undefined && position === undefined) return null;
  const values = {
    height: numberOf(text(size ?? {}, 'NROWS')),
    width: numberOf(text(size ?? {}, 'NCOLS')),
    originX: numberOf(text(position ?? {}, 'ULX')),
    originY: numberOf(text(position ?? {}, 'ULY')),
  };
  const { height, width, originX, originY } = values;
  const isSide = (side: number | null): side is number =>
    side !== null && Number.isInteger(side) && side > 0 && side <= MAX_SIDE_PIXELS;
  const isPlace = (metres: number | null): metres is number => metres !== null && Math.abs(metres) <= MAX_METRES;
  if (!isSide(height) || !isSide(width) || !isPlace(originX) || !isPlace(originY)) {
    throw new ProductError(
      `The ${metres} m grid in ${file} is unusable: ${width} x ${height} pixels at ${originX}, ${originY}.`,
      { file, remedy: 'Copy or download the product again.' },
    );
  }
  for (const name of ['XDIM', 'YDIM']) {
    const step = numberOf(text(position ?? {}, name));
    if (step !== null && step !== (name === 'XDIM' ? metres : -metres)) {
      throw new ProductError(`${name} of the ${metres} m grid in ${file} is ${step}.`, {
        file,
        remedy: 'Choose a product in its own UTM grid.',
      });
    }
  }
  return { epsg, originX, originY, pixelMetres: metres, width, height };
}

function readRows(node: XmlNode): number[][] {
  return elements(node, 'VALUES')
    .map((row) => textOf(row).split(/\s+/).filter(Boolean).map(Number))
    .filter((row) => row.length > 0);
}

function readAngleGrid(node: XmlNode): AngleGrid | null {
  const zenith = readRows(element(node, 'Zenith'));
  const azimuth = readRows(element(node, 'Azimuth'));
  const width = zenith[0]?.length ?? 0;
  const rectangular = [...zenith, ...azimuth].every((row) => row.length === width);
  const stepMetres = numberOf(text(node, 'COL_STEP'));
  if (width === 0 || !rectangular || zenith.length !== azimuth.length || stepMetres === null || stepMetres <= 0) {
    return null;
  }
  return {
    stepMetres,
    width,
    height: zenith.length,
    zenithDegrees: Float32Array.from(zenith.flat()),
    azimuthDegrees: Float32Array.from(azimuth.flat()),
  };
}

function readAngles(node: XmlNode): Angles | null {
  const zenithDegrees = numberOf(text(node, 'ZENITH_ANGLE'));
  const azimuthDegrees = numberOf(text(node, 'AZIMUTH_ANGLE'));
  return zenithDegrees === null || azimuthDegrees === null ? null : { zenithDegrees, azimuthDegrees };
}

/** Means of a 5 km grid: zenith arithmetic, azimuth as a direction. */
function meanAngles(grid: AngleGrid): Angles | null {
  let [zenith, east, north, count] = [0, 0, 0, 0];
  for (let k = 0; k < grid.zenithDegrees.length; k++) {
    const [z, a] = [grid.zenithDegrees[k]!, grid.azimuthDegrees[k]! * (Math.PI / 180)];
    if (!Number.isFinite(z) || !Number.isFinite(a)) continue;
    zenith += z;
    east += Math.sin(a);
    north += Math.cos(a);
    count++;
  }
  if (count === 0) return null;
  const azimuth = (Math.atan2(east, north) * 180) / Math.PI;
  return { zenithDegrees: zenith / count, azimuthDegrees: (azimuth + 360) % 360 };
}

/**
 * Reads a granule's metadata: geocoding, sun and view angles.
 *
 * @throws ProductError when the geocoding is missing or unusable
 */
export function readGranuleMetadata(node: XmlNode, file: string): GranuleMetadata {
  const geocoding = element(node, 'Tile_Geocoding');
  const code = /^EPSG:(32[67](?:0[1-9]|[1-5]\d|60))$/.exec(text(geocoding, 'HORIZONTAL_CS_CODE') ?? '')?.[1];
  if (code === undefined) {
    throw new ProductError(
      `${file} gives no UTM coordinate system (HORIZONTAL_CS_CODE is "${text(geocoding, 'HORIZONTAL_CS_CODE') ?? ''}").`,
      { file, remedy: 'Copy or download the product again.' },
    );
  }
  const epsg = Number(code);
  const grids: Partial<Record<GridMetres, Grid>> = {};
  for (const metres of GRID_METRES) {
    const grid = readGrid(geocoding, epsg, metres, file);
    if (grid !== null) grids[metres] = grid;
  }
  const sunGrid = readAngleGrid(element(node, 'Sun_Angles_Grid'));
  const sun = readAngles(element(node, 'Mean_Sun_Angle')) ?? (sunGrid && meanAngles(sunGrid));
  const view: Partial<Record<BandId, Angles>> = {};
  for (const item of elements(node, 'Mean_Viewing_Incidence_Angle')) {
    const band = BAND_IDS[Number(attribute(item, 'bandId') ?? Number.NaN)];
    const angles = typeof item === 'string' ? null : readAngles(item);
    if (band !== undefined && angles !== null) view[band] = angles;
  }
  const id = text(node, 'TILE_ID', 'TILE_ID_2A');
  const root = Object.keys(node).find((key) => key.endsWith('_Tile_ID'));
  return {
    id,
    level: root?.startsWith('Level-1C') ? 'L1C' : root?.startsWith('Level-2A') ? 'L2A' : null,
    baseline: /_N(\d{2}\.\d{2})$/.exec(id ?? '')?.[1] ?? null,
    tile: tileOf(id),
    sensingTime: text(node, 'SENSING_TIME'),
    epsg,
    grids,
    sun: sun && { ...sun, grid: sunGrid },
    view,
    noDataPercent: numberOf(text(node, 'NODATA_PIXEL_PERCENTAGE')),
    snowPercent: numberOf(text(node, 'SNOW_ICE_PERCENTAGE')),
  };
}

import type { GeoTIFFImage } from 'geotiff';
import { BAND_IDS, type BandId, GRID_METRES, type GridMetres } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';

/** How the values of a stack are stored. */
export interface StackValues {
  readonly kind: 'unsigned' | 'signed' | 'float';
  readonly bits: number;
}

/** What one plane of a stack tells about itself. */
export interface StackPlane {
  readonly description: string | null;
  /** Reflectance = value * scale + offset, where the file says so (GDAL). */
  readonly scale: number | null;
  readonly offset: number | null;
}

/** Pixel sizes may differ from 10, 20 and 60 m by this share: reprojected stacks often do, in the last digits. */
const PIXEL_SIZE_TOLERANCE = 0.01;
const MAX_METADATA_BYTES = 1 << 20;
const USER_DEFINED = 32_767;
/** Projected systems whose metres are not those of the ground: Web and World Mercator. */
const MERCATOR_EPSG = [3857, 900_913, 3785, 3395, 54_004];
const METRE = 9001;

/** The band that a plane's description names: `B2`, `B02`, `b8a`, `B2, central wavelength 490 nm`; null for none. */
export function bandNamed(description: string | null): BandId | null {
  const found = /(?<![A-Za-z0-9])B0?([1-9]A?|1[0-2])(?![A-Za-z0-9])/i.exec(description ?? '')?.[1];
  if (found === undefined) return null;
  const id = `B${found.toUpperCase().padStart(2, '0')}`;
  return BAND_IDS.find((band) => band === id) ?? null;
}

/** Type of the stored values; all planes of a TIFF share it. */
export function stackValues(image: GeoTIFFImage, file: string): StackValues {
  const kind = ({ 1: 'unsigned', 2: 'signed', 3: 'float' } as const)[image.getSampleFormat() as 1 | 2 | 3];
  if (kind === undefined) {
    throw new ProductError(`The values of ${file} are of TIFF sample format ${image.getSampleFormat()}.`, {
      file,
      remedy: 'Export the stack as uint16 or float32.',
    });
  }
  return { kind, bits: image.getBitsPerSample() };
}

/**
 * Descriptions, scales and offsets of all planes (GDAL's metadata tag).
 *
 * @throws ProductError when the tag is larger than any real one
 */
export async function stackPlanes(image: GeoTIFFImage, file: string): Promise<StackPlane[]> {
  const directory = image.getFileDirectory();
  const tag = directory.hasTag('GDAL_METADATA') ? await directory.loadValue('GDAL_METADATA') : '';
  if (typeof tag !== 'string' || tag.length > MAX_METADATA_BYTES) {
    throw new ProductError(`The GDAL metadata of ${file} is unusable or larger than ${MAX_METADATA_BYTES} bytes.`, {
      file,
      remedy: 'Export the stack without it and name its bands (--bands).',
    });
  }
  const planes: StackPlane[] = [];
  for (let k = 0; k < image.getSamplesPerPixel(); k++) {
    const items = (await image.getGDALMetadata(k)) ?? {};
    const of = (...names: readonly string[]) =>
      Object.entries(items).find(([name]) => names.includes(name.toUpperCase()))?.[1];
    const asText = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
    const asNumber = (value: unknown) => {
      const parsed = Number(asText(value) ?? Number.NaN);
      return Number.isFinite(parsed) ? parsed : null;
    };
    planes.push({
      description: asText(of('DESCRIPTION', 'BAND_NAME', 'BANDNAME')),
      scale: asNumber(of('SCALE')),
      offset: asNumber(of('OFFSET')),
    });
  }
  return planes;
}

/**
 * Makes sure that every strip and tile of the image lies inside of the file.
 *
 * @throws ProductError when the file is cut off
 */
export async function checkWhole(image: GeoTIFFImage, size: number, file: string): Promise<void> {
  const directory = image.getFileDirectory();
  const kind = directory.hasTag('TileOffsets') ? 'Tile' : 'Strip';
  const offsets = (await directory.loadValue(`${kind}Offsets`)) as ArrayLike<number> | undefined;
  const counts = (await directory.loadValue(`${kind}ByteCounts`)) as ArrayLike<number> | undefined;
  let end = 0;
  for (let k = 0; k < (offsets?.length ?? 0); k++) {
    end = Math.max(end, Number(offsets?.[k]) + Number(counts?.[k] ?? 0));
  }
  if (end > size) {
    throw new ProductError(`${file} is truncated: it has ${size} of ${end} bytes.`, {
      file,
      remedy: 'Copy or export the stack again.',
    });
  }
}

/** The nearest of 10, 20 and 60 m, by ratio. */
export function nearestGridMetres(pixelMetres: number): GridMetres {
  const distance = (metres: number) => Math.abs(Math.log(metres / pixelMetres));
  return GRID_METRES.reduce((best, metres) => (distance(metres) < distance(best) ? metres : best));
}

/** A stack's grid, with what was assumed in words. */
export interface StackGrid {
  readonly grid: Grid;
  readonly notes: readonly string[];
}

type Georeference =
  | { readonly kind: 'none' | 'geographic' | 'mercator' | 'feet' }
  | {
      readonly kind: 'metres';
      readonly epsg: number | null;
      readonly originX: number;
      readonly originY: number;
      readonly pixelX: number;
      readonly pixelY: number;
    };

function numbers(value: unknown): number[] {
  return value === undefined || value === null ? [] : Array.from(value as ArrayLike<number>);
}

export function readGeoreference(image: GeoTIFFImage, file: string): Georeference {
  const directory = image.getFileDirectory();
  const tie = numbers(directory.getValue('ModelTiepoint'));
  const scale = numbers(directory.getValue('ModelPixelScale'));
  const matrix = numbers(directory.getValue('ModelTransformation'));
  const keys = image.getGeoKeys() ?? {};
  const isRotated = matrix.length === 16 && (matrix[1] !== 0 || matrix[4] !== 0);
  if (isRotated || (matrix.length === 16 && ((matrix[0] ?? 0) <= 0 || (matrix[5] ?? 0) >= 0))) {
    throw new ProductError(`The pixels of ${file} are rotated or not north-up.`, {
      file,
      remedy: 'Export the stack north-up in a UTM projection.',
    });
  }
  const affine =
    matrix.length === 16
      ? { x: matrix[3]!, y: matrix[7]!, pixelX: matrix[0]!, pixelY: -matrix[5]! }
      : tie.length >= 6 && scale.length >= 2
        ? {
            x: tie[3]! - tie[0]! * scale[0]!,
            y: tie[4]! + tie[1]! * scale[1]!,
            pixelX: scale[0]!,
            pixelY: scale[1]!,
          }
        : null;
  if (affine === null || !(affine.pixelX > 0) || !(affine.pixelY > 0)) return { kind: 'none' };
  if (keys.GTModelTypeGeoKey === 2 || (!keys.ProjectedCSTypeGeoKey && keys.GeographicTypeGeoKey)) {
    return { kind: 'geographic' };
  }
  const code = Number(keys.ProjectedCSTypeGeoKey ?? USER_DEFINED);
  const epsg = code > 1024 && code < USER_DEFINED ? code : code > USER_DEFINED ? code : null;
  if (epsg !== null && MERCATOR_EPSG.includes(epsg)) return { kind: 'mercator' };
  if (keys.ProjLinearUnitsGeoKey !== undefined && Number(keys.ProjLinearUnitsGeoKey) !== METRE) return { kind: 'feet' };
  // Where a pixel stands for a point, the tie point is its centre.
  const half = Number(keys.GTRasterTypeGeoKey) === 2 ? 0.5 : 0;
  return {
    kind: 'metres',
    epsg,
    originX: affine.x - half * affine.pixelX,
    originY: affine.y + half * affine.pixelY,
    pixelX: affine.pixelX,
    pixelY: affine.pixelY,
  };
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= PIXEL_SIZE_TOLERANCE * b;
}

/**
 * The grid of a stack: from its georeference, or plain pixels of `pixelMetres` where it has none.
 *
 * @param pixelMetres pixel size that the user gives
 * @throws ProductError when the pixels are not square metres of 10, 20 or 60 and the user gives no size, or another
 */
export function stackGrid(image: GeoTIFFImage, pixelMetres: number | undefined, file: string): StackGrid {
  const size = { width: image.getWidth(), height: image.getHeight() };
  if (!(size.width > 0 && size.height > 0)) throw new ProductError(`${file} has no pixels.`, { file });
  if (pixelMetres !== undefined && !(pixelMetres > 0 && Number.isFinite(pixelMetres))) {
    throw new ProductError(`A pixel size of ${pixelMetres} m is not possible.`, { file, remedy: 'Give it in metres.' });
  }
  const place = readGeoreference(image, file);
  if (place.kind !== 'metres') {
    const what = {
      none: 'has no georeference',
      geographic: 'is in geographic coordinates (degrees), so that its pixels are no squares of metres',
      mercator: 'is in a Mercator projection, whose metres are not those of the ground',
      feet: 'is in a projection that does not count in metres',
    }[place.kind];
    if (pixelMetres === undefined) {
      throw new ProductError(`${file} ${what}.`, {
        file,
        remedy:
          place.kind === 'none'
            ? 'Give its pixel size in metres (--pixel-size).'
            : 'Export it in its UTM projection at 10, 20 or 60 m, or give its pixel size in metres (--pixel-size) to go without georeference.',
      });
    }
    return {
      grid: { epsg: null, originX: 0, originY: 0, pixelMetres, ...size },
      notes: [`${file} ${what}: results have pixel positions only, with ${pixelMetres} m to the pixel.`],
    };
  }
  const { pixelX, pixelY, epsg, originX, originY } = place;
  if (!isNear(pixelX, pixelY)) {
    throw new ProductError(`The pixels of ${file} are ${pixelX} x ${pixelY} m, not square.`, {
      file,
      remedy: 'Export the stack with square pixels of 10, 20 or 60 m.',
    });
  }
  const nearest = nearestGridMetres(pixelX);
  if (pixelMetres !== undefined && !isNear(pixelX, pixelMetres)) {
    throw new ProductError(`The pixels of ${file} are ${pixelX} m, not ${pixelMetres} m.`, {
      file,
      remedy: `Give ${pixelX}, or export the stack again.`,
    });
  }
  if (pixelMetres === undefined && !isNear(pixelX, nearest)) {
    throw new ProductError(`The pixels of ${file} are ${pixelX} m; 10, 20 or 60 m are expected.`, {
      file,
      remedy: `Export it at ${nearest} m, or give --pixel-size ${pixelX} to work with what is there.`,
    });
  }
  const notes =
    epsg === null ? [`${file} names no EPSG code: results have its coordinates but no coordinate system.`] : [];
  return { grid: { epsg, originX, originY, pixelMetres: pixelX, ...size }, notes };
}

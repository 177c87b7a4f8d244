import type { GeoTIFFImage } from 'geotiff';
import { ProductError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import type { Samples } from '../gdal/read.ts';
import type { PictureSize } from '../gdal/read-messages.ts';
import type { TiffStructure } from './tiff-structure.ts';

const MAX_METADATA_BYTES = 1 << 20;

/** What one plane of a TIFF tells about itself, as GDAL understands it. */
export interface TiffPlane {
  readonly description: string | null;
  /** True value = stored value * scale + offset, where the file says so. */
  readonly scale: number | null;
  readonly offset: number | null;
  /** Stored value that stands for no-data, as the type of the samples can hold it; NaN possible. */
  readonly noData: number | null;
  /** Where missing pixels are told otherwise than by value: by a mask in the file or beside it, by an alpha plane, or as what lies outside of a raster that is laid on another grid. */
  readonly mask: 'inside' | 'beside' | 'alpha' | 'warp' | null;
  readonly isAlpha: boolean;
}

/** What is known and can be read of the planes of a TIFF. */
export interface TiffReading {
  readonly about: readonly TiffPlane[];
  /** Metadata of the whole file (GDAL's default domain). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Longer sides of the smaller copies that the file has of the raster, in pixels; none where that is not known. */
  readonly overviews: readonly number[];
  /**
   * Values of a window inside the raster, row by row; planes are counted from 0. Where a size is given the window comes
   * decimated to it, from an overview where {@link overviews} tells of any. Throws RasterError.
   */
  read(plane: number, window: Window, size?: PictureSize): Promise<Samples>;
  /** 0 where the plane's mask (see {@link TiffPlane.mask}) says missing; null where it has none. Throws RasterError. */
  readMask(plane: number, window: Window, size?: PictureSize): Promise<Samples | null>;
  /** Where GDAL reads the file: the affine transform from pixels to coordinates; null where it has none. */
  readonly geoTransform: readonly number[] | null;
  /** Coordinate system as WKT; null where GDAL reads none. */
  readonly wkt: string | null;
  /** Longitude and latitude of the middle in degrees, where GDAL can tell. */
  readonly centre: readonly [number, number] | null;
  close(): Promise<void>;
}

/** Names of planes that are 0 where pixels are missing, as Sentinel Hub's scripts have them. */
const MASK_NAME = /^(data[ _-]?mask|alpha)$/i;

/** The plane that tells missing pixels of the others; -1 for none. GDAL looks for one among two or four planes only. */
export function maskPlane(about: readonly TiffPlane[]): number {
  return about.findLastIndex(({ isAlpha, description }) => isAlpha || MASK_NAME.test(description ?? ''));
}

/** The planes, those that tell nothing of missing pixels themselves with the mask that another plane is. */
export function maskedByPlane(about: readonly TiffPlane[]): readonly TiffPlane[] {
  const at = maskPlane(about);
  if (at < 0) return about;
  return about.map((plane, k) => (k === at || plane.mask !== null ? plane : { ...plane, mask: 'alpha' as const }));
}

/** A no-data value as samples of the type hold it; null where they cannot, so that no pixel is of it. */
export function storedNoData(value: number, { kind, bits }: TiffStructure, told: unknown): number | null {
  if (told === null) return null;
  if (kind === 'float') return bits === 32 ? Math.fround(value) : value;
  if (!Number.isInteger(value)) return null;
  const lowest = kind === 'signed' ? -(2 ** (bits - 1)) : 0;
  return value >= lowest && value < lowest + 2 ** bits ? value : null;
}

/** What the tags tell of every plane; masks are not looked for. @throws ProductError when a tag is larger than any real one */
export async function planesByTags(image: GeoTIFFImage, structure: TiffStructure, file: string): Promise<TiffPlane[]> {
  const directory = image.getFileDirectory();
  const tag = directory.hasTag('GDAL_METADATA') ? await directory.loadValue('GDAL_METADATA') : '';
  if (typeof tag !== 'string' || tag.length > MAX_METADATA_BYTES) {
    throw new ProductError(`The GDAL metadata of ${file} is unusable or larger than ${MAX_METADATA_BYTES} bytes.`, {
      file,
      remedy: 'Export the stack without it and name its bands (--bands).',
    });
  }
  const noData = String(directory.getValue('GDAL_NODATA') ?? '')
    .replaceAll('\0', '')
    .trim();
  const planes: TiffPlane[] = [];
  const extra = Array.from((directory.getValue('ExtraSamples') ?? []) as ArrayLike<number>);
  for (let k = 0; k < structure.planes; k++) {
    const items = strings((await image.getGDALMetadata(k)) ?? {});
    const of = (...names: readonly string[]) =>
      textOf(Object.entries(items).find(([name]) => names.includes(name.toUpperCase()))?.[1]);
    const asNumber = (text: string | null) => (text !== null && Number.isFinite(Number(text)) ? Number(text) : null);
    planes.push({
      description: of('DESCRIPTION', 'BAND_NAME', 'BANDNAME'),
      scale: asNumber(of('SCALE')),
      offset: asNumber(of('OFFSET')),
      noData: noData === '' ? null : storedNoData(numberOf(noData), structure, noData),
      mask: null,
      isAlpha: [1, 2].includes(extra[k - (structure.planes - extra.length)] ?? 0),
    });
  }
  return planes;
}

function numberOf(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

/** The items of a record as text; none where it is no record. */
export function strings(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
}

/** Text without blanks around it; null where nothing is left. */
export function textOf(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value.trim();
}

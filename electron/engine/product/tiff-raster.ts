import { readFile, stat } from 'node:fs/promises';
import type { GeoTIFFImage } from 'geotiff';
import { z } from 'zod';
import type { ByteSource } from '../core/bytes.ts';
import { NephoscopeError, ProductError, RasterError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { describeByGdal, gdalFile, readByGdal, releaseByGdal, type Samples } from '../gdal/read.ts';
import type { GdalFile } from '../gdal/read-messages.ts';
import { openGeoTiff } from './geotiff-source.ts';
import { gdalDecodes, requireGeotiffJs, type TiffStructure, tiffStructure } from './tiff-structure.ts';

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

/** Names of planes that are 0 where pixels are missing, as Sentinel Hub's scripts have them. */
const MASK_NAME = /^(data[ _-]?mask|alpha)$/i;

/** The plane that tells missing pixels of the others; -1 for none. GDAL looks for one among two or four planes only. */
function maskPlane(about: readonly TiffPlane[]): number {
  return about.findLastIndex(({ isAlpha, description }) => isAlpha || MASK_NAME.test(description ?? ''));
}

/** The planes, those that tell nothing of missing pixels themselves with the mask that another plane is. */
function maskedByPlane(about: readonly TiffPlane[]): readonly TiffPlane[] {
  const at = maskPlane(about);
  if (at < 0) return about;
  return about.map((plane, k) => (k === at || plane.mask !== null ? plane : { ...plane, mask: 'alpha' as const }));
}

/** A TIFF with random access to the exact values of its samples, whatever their type, coding and byte order. */
export interface TiffRaster extends TiffStructure {
  readonly name: string;
  /** The tags. */
  readonly image: GeoTIFFImage;
  readonly about: readonly TiffPlane[];
  /** Metadata of the whole file (GDAL's default domain). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Values of a window inside the raster, row by row; planes are counted from 0. Throws RasterError. */
  read(plane: number, window: Window): Promise<Samples>;
  /** 0 where the plane's mask (see {@link TiffPlane.mask}) says missing; null where it has none. Throws RasterError. */
  readMask(plane: number, window: Window): Promise<Samples | null>;
  /** Where GDAL reads the file: the affine transform from pixels to coordinates; null where it has none. */
  readonly geoTransform: readonly number[] | null;
  /** Coordinate system as WKT; null where GDAL reads none. */
  readonly wkt: string | null;
  /** Longitude and latitude of the middle in degrees, where GDAL can tell. */
  readonly centre: readonly [number, number] | null;
  close(): Promise<void>;
}

const gdalInfo = z.object({
  size: z.tuple([z.number(), z.number()]),
  coordinateSystem: z.object({ wkt: z.string() }).optional(),
  geoTransform: z.array(z.number()).length(6).optional(),
  wgs84Extent: z
    .object({ coordinates: z.array(z.array(z.tuple([z.number(), z.number()]).rest(z.number()))) })
    .optional(),
  files: z.array(z.string()).default([]),
  metadata: z.record(z.string(), z.unknown()).default({}),
  bands: z.array(
    z.object({
      description: z.string().optional(),
      noDataValue: z.union([z.number(), z.string()]).nullish(),
      scale: z.number().nullish(),
      offset: z.number().nullish(),
      colorInterpretation: z.string().default(''),
      mask: z.object({ flags: z.array(z.string()).default([]) }).optional(),
      metadata: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/**
 * Opens a TIFF. GDAL reads it where it lies on the disk and GDAL has the codec; otherwise geotiff.js does, if the file
 * is of a kind that it decodes rightly. The source stays the caller's to close.
 *
 * @param warp where given, the raster is laid on a grid of another system; GDAL only
 *
 * @throws ProductError when the file is damaged or of a kind that neither reads, with a command that helps
 */
export async function openTiffRaster(source: ByteSource, file: string, warp?: GdalFile['warp']): Promise<TiffRaster> {
  const image = await (await openGeoTiff(source)).getImage(0);
  const structure = await tiffStructure(image, file);
  const base = { ...structure, name: file, image };
  if (source.path !== undefined && gdalDecodes(structure)) {
    const own = await openWithGdal(await gdalFile(source.path), structure, file);
    if (!warp) return { ...base, ...own };
    // What is laid on another grid keeps neither the names of its planes nor what they tell.
    const warped = await openWithGdal(await gdalFile(source.path, warp), structure, file);
    const about = own.about.map((plane) => ({ ...plane, mask: plane.mask ?? ('warp' as const) }));
    return { ...base, ...own, ...warped, about, metadata: own.metadata };
  }
  requireGeotiffJs(structure, file);
  if (warp) {
    throw new ProductError(`${file} cannot be laid on another grid in this coding or from a zip.`, {
      file,
      remedy: 'Convert it, unpacked: gdalwarp -t_srs EPSG:CODE -tr 10 10 in.tif out.tif, with the code of its UTM zone',
    });
  }
  if (await hasMask(source)) {
    throw new ProductError(`${file} has a mask of missing pixels, which is not read in this coding or from a zip.`, {
      file,
      remedy: 'Convert it, unpacked: gdal_translate -co COMPRESS=DEFLATE in.tif out.tif',
    });
  }
  await refuseUnreadBeside(source.path, file);
  const about = maskedByPlane(await planesByTags(image, structure, file));
  const readPlane = async (plane: number, { column, row, width, height }: Window): Promise<Samples> => {
    const window = [column, row, column + width, row + height];
    const [values] = await image.readRasters({ window, samples: [plane], interleave: false }).catch(undecodable(file));
    return values as unknown as Samples;
  };
  return {
    ...base,
    about,
    metadata: {},
    geoTransform: null,
    wkt: null,
    centre: null,
    read: readPlane,
    readMask: async (plane, window) => (about[plane]?.mask === 'alpha' ? readPlane(maskPlane(about), window) : null),
    async close() {},
  };
}

async function openWithGdal(
  gdal: GdalFile,
  structure: TiffStructure,
  file: string,
): Promise<Omit<TiffRaster, keyof TiffStructure | 'name' | 'image'> & { width: number; height: number }> {
  const description = await describeByGdal(gdal).catch((cause: unknown) => {
    throw new ProductError(`${file} cannot be opened: ${words(cause)}.`, {
      file,
      remedy: 'Copy or export it again.',
      cause,
    });
  });
  const info = gdalInfo.parse(description);
  // A warped raster has an alpha plane more.
  if (info.bands.length !== structure.planes && !gdal.warp) {
    throw new ProductError(`${file} has ${structure.planes} planes by its tags and ${info.bands.length} by GDAL.`, {
      file,
      remedy: 'Export it again.',
    });
  }
  const isBeside = info.files.some((name) => /\.msk$/i.test(name));
  const told = info.bands.slice(0, structure.planes).map((band): TiffPlane => {
    const flags = band.mask?.flags ?? [];
    const own = strings(band.metadata['']);
    return {
      description: textOf(band.description) ?? textOf(own.BAND_NAME ?? own.BANDNAME ?? own.Name),
      scale: band.scale ?? null,
      offset: band.offset ?? null,
      noData: storedNoData(Number(band.noDataValue ?? undefined), structure, band.noDataValue ?? null),
      mask: flags.includes('ALPHA')
        ? 'alpha'
        : flags.includes('PER_DATASET') || (flags.length === 0 && band.mask)
          ? isBeside
            ? 'beside'
            : 'inside'
          : null,
      isAlpha: band.colorInterpretation === 'Alpha',
    };
  });
  const about = maskedByPlane(told);
  // The alpha plane of a warped raster, which takes the place of the source's, is its last.
  const byPlane = gdal.warp
    ? info.bands.findLastIndex(({ colorInterpretation }) => colorInterpretation === 'Alpha')
    : maskPlane(about);
  const isByPlane = (plane: number) =>
    byPlane >= 0 && (gdal.warp || (about[plane]?.mask === 'alpha' && told[plane]?.mask === null));
  return {
    about,
    metadata: strings(info.metadata['']),
    width: info.size[0],
    height: info.size[1],
    geoTransform: info.geoTransform ?? null,
    wkt: info.coordinateSystem?.wkt ?? null,
    centre: middle(info.wgs84Extent?.coordinates[0]),
    read: (plane, window) => readByGdal(gdal, plane + 1, window).catch(undecodable(file)),
    readMask: async (plane, window) =>
      about[plane]?.mask == null && !gdal.warp
        ? null
        : readByGdal(gdal, isByPlane(plane) ? byPlane + 1 : `mask ${plane + 1}`, window).catch(undecodable(file)),
    close: () => releaseByGdal(gdal),
  };
}

function middle(ring: readonly (readonly number[])[] | undefined): readonly [number, number] | null {
  const corners = ring?.slice(0, -1) ?? [];
  if (corners.length === 0) return null;
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / corners.length;
  return [mean(0), mean(1)];
}

/** A no-data value as samples of the type hold it; null where they cannot, so that no pixel is of it. */
function storedNoData(value: number, { kind, bits }: TiffStructure, told: unknown): number | null {
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

const MAX_METADATA_BYTES = 1 << 20;
/** Transparency mask (TIFF 6.0, NewSubfileType). */
const MASK_SUBFILE = 4;

/** What a `.aux.xml` may say that changes pixels or their place; most hold statistics only. */
const TELLING = /<(NoDataValue|Scale|Offset|Description|SRS|GeoTransform)[ >]/;

/** @throws ProductError where a file beside a TIFF that GDAL does not decode here tells what its tags do not */
async function refuseUnreadBeside(path: string | undefined, file: string): Promise<void> {
  if (path === undefined) return;
  const tells = await readFile(`${path}.aux.xml`, 'utf8').then(
    (text) => TELLING.test(text),
    () => false,
  );
  const isMasked = await stat(`${path}.msk`).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!tells && !isMasked) return;
  throw new ProductError(`${file}${tells ? '.aux.xml' : '.msk'} beside ${file} is not read in this coding.`, {
    file,
    remedy: 'Convert it, so that it is in the file: gdal_translate -co COMPRESS=DEFLATE in.tif out.tif',
  });
}

async function hasMask(source: ByteSource): Promise<boolean> {
  const tiff = await openGeoTiff(source);
  const count = await tiff.getImageCount();
  for (let k = 1; k < count; k++) {
    const type = (await tiff.getImage(k)).getFileDirectory().getValue('NewSubfileType');
    if ((Number(type ?? 0) & MASK_SUBFILE) !== 0) return true;
  }
  return false;
}

function numberOf(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

function strings(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
}

function textOf(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value.trim();
}

function words(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/\/folder-\d+\//g, '').replace(/\.$/, '');
}

function undecodable(file: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof NephoscopeError) throw cause;
    throw new RasterError(`A part of ${file} cannot be decoded: ${words(cause)}.`, {
      file,
      remedy: 'The file is damaged or cut off: copy or export it again.',
      cause,
    });
  };
}

import type { GeoTIFFImage, TypedArray } from 'geotiff';
import { CompareError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, wholeWindow } from '../core/grid.ts';
import type { TileDecoder } from '../jpeg2000/tile-decoder.ts';
import { openFile } from '../product/byte-source.ts';
import { openGeoTiff } from '../product/geotiff-source.ts';
import { stackGrid } from '../product/stack-metadata.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { type BandSource, openBand } from '../raster/band-source.ts';
import { applyMapping, type ClassMapping, classificationValues, mappingOf } from './mappings.ts';

/** A class raster to compare with, as codes of ours on its own grid. */
export interface ReferenceRaster {
  /** What the user knows it as. */
  readonly name: string;
  readonly grid: Grid;
  readonly codes: Uint8Array;
  readonly mapping: ClassMapping;
}

export interface ReadReferenceOptions {
  /** Plane of the raster, from 0. */
  readonly plane?: number | undefined;
  /** Pixel size in metres where the file has no georeference; it is then laid over the mask by its extent. */
  readonly pixelMetres?: number | undefined;
  /** Needed for JPEG 2000 files. */
  readonly decoder?: TileDecoder | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a raster file of a product (`RasterContext.open`). */
export type OpenRaster = (file: RasterFile) => Promise<BandSource>;

/**
 * Reads a class raster from a GeoTIFF (one of our own masks too) or a JPEG 2000 file. A no-data value that the file
 * states and the mapping does not name is missing. JPEG 2000 files are taken without georeference: they are laid over
 * the mask by their extent, which the rasters of one Sentinel-2 tile share.
 *
 * @throws ProductError or Jpeg2000Error for a file that cannot be read; CompareError for one without such classes.
 */
export async function readReference(
  path: string,
  mapping: ClassMapping,
  options: ReadReferenceOptions = {},
): Promise<ReferenceRaster> {
  throwIfCancelled(options.signal);
  const source = await openFile(path);
  try {
    const head = await source.read(0, Math.min(12, source.size));
    if (options.decoder && isJpeg2000(head)) return await readJpeg2000(path, mapping, options, options.decoder);
    const tiff = await openGeoTiff(source);
    const image = await tiff.getImage();
    requirePlane(path, options.plane ?? 0, image.getSamplesPerPixel());
    const { grid } = stackGrid(image, options.pixelMetres ?? ownPixelSize(image), path);
    const [values] = await image
      .readRasters({ samples: [options.plane ?? 0], interleave: false })
      .catch((cause: unknown) => {
        throw new CompareError(`${path} cannot be decoded.`, { file: path, remedy: 'Export it again.', cause });
      });
    throwIfCancelled(options.signal);
    const withNoData = addNoData(mapping, image.getGDALNoData());
    return { name: path, grid, codes: applyMapping(values as TypedArray, withNoData), mapping };
  } finally {
    await source.close();
  }
}

/** JP2 signature box, or the first markers of a bare codestream (ISO/IEC 15444-1). */
function isJpeg2000(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  return text.slice(4, 8) === 'jP  ' || text.startsWith('\xff\x4f\xff\x51');
}

async function readJpeg2000(
  path: string,
  mapping: ClassMapping,
  options: ReadReferenceOptions,
  decoder: TileDecoder,
): Promise<ReferenceRaster> {
  const pixelMetres = options.pixelMetres ?? 1;
  const file = { name: path, path, pixelMetres: 60, format: 'jp2', index: 0, open: () => openFile(path) } as const;
  const source = await openBand(file, decoder);
  try {
    const { width, height, components } = source;
    requirePlane(path, options.plane ?? 0, components);
    const samples = await source.readWindow(wholeWindow(source), { signal: options.signal });
    const values = plane(samples, components, options.plane ?? 0);
    const grid = { epsg: null, originX: 0, originY: 0, pixelMetres, width, height };
    return { name: path, grid, codes: applyMapping(values, mapping), mapping };
  } finally {
    await source.close();
  }
}

/** One of the planes that interleave in `samples`. */
function plane(samples: Uint16Array, planes: number, wanted: number): Uint16Array {
  if (planes === 1) return samples;
  return Uint16Array.from({ length: samples.length / planes }, (_, i) => samples[i * planes + wanted] as number);
}

function requirePlane(path: string, wanted: number, planes: number): void {
  if (wanted < planes) return;
  throw new CompareError(`${path} has ${planes} planes; plane ${wanted + 1} is asked for.`, { file: path });
}

/**
 * The scene classification of a Level-2A product, at the pixel size closest to the one wanted.
 *
 * @throws CompareError when the product has none.
 */
export async function readSceneClassification(
  product: Product,
  open: OpenRaster,
  pixelMetres: number,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ReferenceRaster> {
  const mapping = mappingOf('scl');
  const ratio = (file: RasterFile) => Math.abs(Math.log(file.pixelMetres / pixelMetres));
  const [file] = [...product.masks.scl].sort((a, b) => ratio(a) - ratio(b));
  if (!file) {
    throw new CompareError(`${product.id} has no scene classification (SCL).`, {
      file: product.path,
      remedy: 'Choose a Level-2A product, or another reference.',
    });
  }
  const source = await open(file);
  const { width, height } = source;
  const codes = applyMapping(
    await source.readWindow(wholeWindow({ width, height }), { signal: options.signal }),
    mapping,
  );
  return { name: file.name, grid: gridOfFile(product, file, width, height), codes, mapping };
}

/**
 * The cloud mask of a product of baseline 04.00 or later (MSK_CLASSI, 60 m): opaque cloud, cirrus, no shadow. It does
 * not tell missing pixels from clear ones.
 *
 * @throws CompareError when the product has none, or one without the planes opaque and cirrus.
 */
export async function readCloudClassification(
  product: Product,
  open: OpenRaster,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ReferenceRaster> {
  const [file] = product.masks.classification;
  if (!file) {
    throw new CompareError(`${product.id} has no cloud mask of its own (MSK_CLASSI).`, {
      file: product.path,
      remedy: 'Choose a product of baseline 04.00 or later, or another reference.',
    });
  }
  const mapping = mappingOf('classification');
  const source = await open(file);
  const { width, height, components } = source;
  requirePlane(file.path, 1, components);
  const samples = await source.readWindow(wholeWindow(source), { signal: options.signal });
  const values = classificationValues(plane(samples, components, 0), plane(samples, components, 1));
  return {
    name: file.name,
    grid: gridOfFile(product, file, width, height),
    codes: applyMapping(values, mapping),
    mapping,
  };
}

function gridOfFile(product: Product, file: RasterFile, width: number, height: number): Grid {
  const known = product.grids[file.pixelMetres];
  if (known && known.width === width && known.height === height) return known;
  const any = Object.values(product.grids)[0];
  return {
    epsg: any?.epsg ?? null,
    originX: any?.originX ?? 0,
    originY: any?.originY ?? 0,
    pixelMetres: file.pixelMetres,
    width,
    height,
  };
}

function addNoData(mapping: ClassMapping, noData: number | null): ClassMapping {
  if (noData === null || !Number.isInteger(noData) || noData < 0 || noData > 65535) return mapping;
  if (mapping.rules.some(({ from }) => from.includes(noData))) return mapping;
  return { ...mapping, rules: [...mapping.rules, { from: [noData], to: 5 }] };
}

/** Pixel size that a georeferenced file states; 1 where it has no georeference; undefined where it counts in degrees. */
function ownPixelSize(image: GeoTIFFImage): number | undefined {
  const keys = image.getGeoKeys();
  if (keys && !keys.ProjectedCSTypeGeoKey && keys.GeographicTypeGeoKey) return undefined;
  try {
    return Math.abs(image.getResolution()[0] as number);
  } catch {
    return 1;
  }
}

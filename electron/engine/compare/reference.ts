import type { GeoTIFFImage, TypedArray } from 'geotiff';
import { CompareError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, wholeWindow } from '../core/grid.ts';
import { openFile } from '../product/byte-source.ts';
import { openGeoTiff } from '../product/geotiff-source.ts';
import { stackGrid } from '../product/stack-metadata.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { BandSource } from '../raster/band-source.ts';
import { applyMapping, type ClassMapping, mappingOf } from './mappings.ts';

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
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a class raster from a GeoTIFF (one of our own masks too). A file whose no-data value is not named by the
 * mapping has it mapped to missing.
 *
 * @throws ProductError for a file that cannot be read; CompareError for one that holds no such classes.
 */
export async function readReference(
  path: string,
  mapping: ClassMapping,
  options: ReadReferenceOptions = {},
): Promise<ReferenceRaster> {
  throwIfCancelled(options.signal);
  const source = await openFile(path);
  try {
    const tiff = await openGeoTiff(source);
    const image = await tiff.getImage();
    const plane = options.plane ?? 0;
    if (plane >= image.getSamplesPerPixel()) {
      throw new CompareError(`${path} has ${image.getSamplesPerPixel()} planes; plane ${plane + 1} is asked for.`, {
        file: path,
      });
    }
    const { grid } = stackGrid(image, options.pixelMetres ?? ownPixelSize(image), path);
    const [values] = await image.readRasters({ samples: [plane], interleave: false }).catch((cause: unknown) => {
      throw new CompareError(`${path} cannot be decoded.`, { file: path, remedy: 'Export it again.', cause });
    });
    throwIfCancelled(options.signal);
    const withNoData = addNoData(mapping, image.getGDALNoData());
    return { name: path, grid, codes: applyMapping(values as TypedArray, withNoData), mapping };
  } finally {
    await source.close();
  }
}

/**
 * The scene classification of a Level-2A product, at the pixel size closest to the one wanted. `open` opens a raster
 * file of the product (`RasterContext.open`).
 *
 * @throws CompareError when the product has none.
 */
export async function readSceneClassification(
  product: Product,
  open: (file: RasterFile) => Promise<BandSource>,
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

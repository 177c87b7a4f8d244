import { basename } from 'node:path';
import { CompareError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, type Window, wholeWindow, windowGrid } from '../core/grid.ts';
import { openFile } from '../product/byte-source.ts';
import { isJpeg2000 } from '../product/magic.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { BandSource } from '../raster/band.ts';
import { applyMapping, classificationValues } from './apply-mapping.ts';
import { codesOf, guessMapping, scaledMapping } from './guess-mapping.ts';
import { jpeg2000Values } from './jpeg2000-values.ts';
import { type ClassMapping, mappingOf } from './mappings.ts';
import { gdalFile, type RasterInfo, readRasterInfo } from './raster-info.ts';
import { gridOfPlace, nameOf, northUp, type RasterPlace } from './raster-place.ts';
import type { ReadReferenceOptions } from './read-options.ts';
import { OUTSIDE, type ValueRaster } from './value-raster.ts';
import { alignValues } from './warp-values.ts';

/** A class raster to compare with, as codes of ours. */
export interface ReferenceRaster {
  /** What the user knows it as. */
  readonly name: string;
  /** What `codes` lie on: the raster's own grid, or the one that was asked for. */
  readonly grid: Grid;
  /** The same, with a coordinate system that may have no EPSG code; absent for the masks of a product. */
  readonly place?: RasterPlace | undefined;
  readonly codes: Uint8Array;
  readonly mapping: ClassMapping;
  /** What was assumed or done to it, in words. */
  readonly notes?: readonly string[] | undefined;
}

/** Opens a raster file of a product (`RasterContext.open`). */
export type OpenRaster = (file: RasterFile) => Promise<BandSource>;

/**
 * Reads a class raster from any format that GDAL knows, or a JPEG 2000 file, and brings it to a grid: the pixel at each
 * centre, warped where the coordinate systems differ. Without a mapping its codes are guessed from its content where
 * only one makes sense. Memory is bounded by the grid's size: a few bytes for each pixel, whatever the file's.
 *
 * @throws CompareError for a file that cannot be read, cannot be laid over the grid, or has no such classes
 */
export async function readReference(
  path: string,
  mapping: ClassMapping | 'auto',
  options: ReadReferenceOptions = {},
): Promise<ReferenceRaster> {
  throwIfCancelled(options.signal);
  const file = await gdalFile(path);
  const source = await openFile(path);
  const head = Buffer.from(await source.read(0, Math.min(12, source.size)).finally(() => source.close()));
  const { raster, place, info, notes } = isJpeg2000(head.toString('latin1'))
    ? await jpeg2000Values(path, mapping, options)
    : await byGdal(file, options);
  if (raster.values.every((value) => value === OUTSIDE)) {
    throw new CompareError(`The mask and ${path} do not overlap.`, {
      file: path,
      remedy: 'Choose a reference of the same Sentinel-2 tile.',
    });
  }
  const content = {
    ...raster,
    noData: info?.bands[options.plane ?? 0]?.noData ?? null,
    metadata: info?.metadata ?? {},
  };
  const chosen = mapping === 'auto' ? guessed(content, path) : scaledMapping(mapping, content);
  const { codes, notes: more } = codesOf(raster, chosen.mapping, content.noData, path);
  return {
    name: path,
    grid: gridOfPlace(place),
    place,
    codes,
    mapping: chosen.mapping,
    notes: [...notes, ...chosen.notes, ...more],
  };
}

async function byGdal(
  file: Awaited<ReturnType<typeof gdalFile>>,
  { plane, onto, signal }: ReadReferenceOptions,
): Promise<{ raster: ValueRaster; place: RasterPlace; info: RasterInfo; notes: readonly string[] }> {
  const info = await readRasterInfo(file, signal);
  const { bands } = info;
  requirePlane(file.path, plane ?? 0, bands.length);
  const planes = bands.filter(({ colour }) => colour !== 'Alpha').length;
  if (plane === undefined && bands[0]?.colour === 'Red' && planes >= 3) {
    throw new CompareError(`${file.path} is a picture in red, green and blue, not a raster of classes.`, {
      file: file.path,
      remedy: 'Choose the raster that the picture was made from.',
    });
  }
  const notes = plane === undefined && planes > 1 ? [`It has ${planes} planes: the first is read.`] : [];
  if (info.wkt !== null && info.epsg === null) notes.push(`Its coordinate system is ${nameOf(info)}.`);
  const place = onto ?? northUp(info, file.path);
  const aligned = await alignValues(file, info, plane ?? 0, place, signal);
  return { raster: aligned.raster, place, info, notes: [...notes, ...(onto ? aligned.notes : [])] };
}

/** The mapping by content; the name of a file counts only where its content allows what it says. */
function guessed(content: Parameters<typeof guessMapping>[0], path: string): ReturnType<typeof guessMapping> {
  try {
    return guessMapping(content, path);
  } catch (error) {
    const isScl = /(^|_)SCL([_.]|$)/i.test(basename(path)) && content.values.every((value) => value <= 11);
    if (!(error instanceof CompareError) || !isScl) throw error;
    const mapping = mappingOf('scl');
    return { mapping, notes: [`Its codes are taken for those of the ${mapping.name}, by its name (--mapping scl).`] };
  }
}

/** One of the planes that interleave in `samples`. */
function plane(samples: Uint16Array, planes: number, wanted: number): Uint16Array {
  if (planes === 1) return samples;
  return Uint16Array.from({ length: samples.length / planes }, (_, i) => samples[i * planes + wanted]!);
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
  options: {
    readonly signal?: AbortSignal | undefined;
    /** The part that is wanted; all of it by default. */
    readonly part?: (grid: Grid) => Window;
  } = {},
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
  const whole = gridOfFile(product, file, source.width, source.height);
  const window = options.part?.(whole) ?? wholeWindow(whole);
  const codes = applyMapping(await source.readWindow(window, { signal: options.signal }), mapping, file.name);
  return { name: file.name, grid: windowGrid(whole, window), codes, mapping };
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
    codes: applyMapping(values, mapping, file.name),
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

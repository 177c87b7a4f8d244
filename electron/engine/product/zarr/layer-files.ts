import { type BandId, type GridMetres, isBandId } from '../../core/bands.ts';
import { ProductError } from '../../core/errors.ts';
import type { OpenProductOptions, ProductWarning, RasterFile } from '../types.ts';
import { type ChunkSource, placesOf } from './chunk-source.ts';
import { unknownCodec } from './decode-chunk.ts';
import type { GridGroup } from './grids.ts';
import type { ZarrHierarchy } from './hierarchy.ts';
import { type LayerPath, layerAt, type ZarrLayer } from './layers.ts';
import { type BandScaling, bandScaling } from './scaling.ts';

/** The arrays of a product as raster files, finest first. */
export interface ZarrLayerFiles {
  readonly files: Readonly<Partial<Record<ZarrLayer, readonly RasterFile[]>>>;
  /** One for each pixel size that bands have. */
  readonly groups: readonly GridGroup[];
  readonly scalings: Readonly<Partial<Record<BandId, BandScaling>>>;
  readonly warnings: readonly ProductWarning[];
}

interface Found extends LayerPath {
  readonly source: ChunkSource;
}

const LEAST_BITS = new Set(['uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']);

/** Finds the bands and masks of a product. Arrays that cannot be read are left out, each with a warning. */
export function findLayers(store: ZarrHierarchy, given: NonNullable<OpenProductOptions['stack']>): ZarrLayerFiles {
  const warnings: ProductWarning[] = [];
  const rejected = (path: string, problem: string) => {
    const layer = layerAt(path)?.layer;
    const code = layer && isBandId(layer) ? 'band-missing' : 'metadata';
    warnings.push({ code, message: `${problem} It is not read.`, file: path });
  };
  const found = store.paths.flatMap((path): Found[] => {
    const place = layerAt(path);
    if (!place) return [];
    try {
      const source = store.array(path);
      if (!source) return [];
      const problem = problemOf(place, source);
      if (problem === null) return [{ ...place, source }];
      rejected(path, `The array ${path} ${problem}.`);
    } catch (error) {
      if (!(error instanceof ProductError)) throw error;
      rejected(path, error.message);
    }
    return [];
  });
  const { groups, onGrid } = groupsOf(found, rejected);
  const files: Partial<Record<ZarrLayer, RasterFile[]>> = {};
  const scalings: Partial<Record<BandId, BandScaling>> = {};
  for (const { layer, metres, path, source } of onGrid) {
    if (files[layer]?.some((file) => file.pixelMetres === metres)) continue;
    const scaling = isBandId(layer) ? bandScaling(source.metadata, store.attributesOf(path), given) : null;
    if (isBandId(layer) && scaling) scalings[layer] ??= scaling;
    const values = layer === 'CLASSI' ? 'flags' : isBandId(layer) ? 'dn' : 'codes';
    files[layer] ??= [];
    files[layer].push(rasterFile({ path, metres, source, values, ...(scaling?.toDn ? { toDn: scaling.toDn } : {}) }));
    files[layer].sort((a, b) => a.pixelMetres - b.pixelMetres);
  }
  return { files, groups, scalings, warnings: [...warnings, ...lostChunks(onGrid)] };
}

function problemOf({ layer }: LayerPath, { metadata, files }: ChunkSource): string | null {
  if (metadata.shape.length !== 2) return `has ${metadata.shape.length} dimensions where an image has 2`;
  if (isBandId(layer) && !LEAST_BITS.has(metadata.type))
    return `holds ${metadata.type} values, which are no reflectances`;
  const unknown = unknownCodec(metadata.oneChunk);
  if (unknown !== null) return `is packed by the codec "${unknown}", which is not known here`;
  return files.length === 0 && isNeverEmpty(layer) ? 'has no chunks: its pixels are not there' : null;
}

/** What holds something wherever the satellite saw: a chunk that is not stored is seldom one of nothing. */
function isNeverEmpty(layer: ZarrLayer): boolean {
  return isBandId(layer) || layer === 'SCL';
}

/** The grids that most of the arrays of a pixel size have; others do not lie on them. */
function groupsOf(found: readonly Found[], reject: (path: string, problem: string) => void) {
  const groups: GridGroup[] = [];
  for (const { layer, metres, path, group, source } of found) {
    const [height, width] = source.metadata.shape as [number, number];
    if (!isBandId(layer) || groups.some((known) => known.metres === metres)) continue;
    groups.push({ path: group, metres, width, height, array: path });
  }
  const onGrid = found.filter(({ metres, path, source }) => {
    const [height, width] = source.metadata.shape as [number, number];
    const grid = groups.find((known) => known.metres === metres);
    if (!grid || (grid.width === width && grid.height === height)) return true;
    reject(path, `The array ${path} has ${width} x ${height} pixels where others have ${grid.width} x ${grid.height}.`);
    return false;
  });
  return { groups, onGrid };
}

/**
 * Chunks that are not stored are no data by the rules of the format. Where other bands have them they were lost, though,
 * and that is said.
 */
function lostChunks(found: readonly Found[]): ProductWarning[] {
  const warnings: ProductWarning[] = [];
  const bands = found.filter(({ layer }) => isNeverEmpty(layer));
  for (const band of bands) {
    const { metadata } = band.source;
    const alike = bands.filter(
      (other) => other.metres === band.metres && placesOf(other.source.metadata).length === placesOf(metadata).length,
    );
    const there = new Set(alike.flatMap(({ source, path }) => source.files.map((file) => keyIn(file.path, path))));
    const own = new Set(band.source.files.map((file) => keyIn(file.path, band.path)));
    const lost = [...there].filter((key) => !own.has(key));
    if (lost.length === 0) continue;
    const names = `${lost.slice(0, 3).join(', ')}${lost.length > 3 ? ', ...' : ''}`;
    warnings.push({
      code: isBandId(band.layer) ? 'band-unreadable' : 'metadata',
      message: `${lost.length} of ${there.size} chunks of ${band.path} are not there (${names}), although other bands have them: ${band.layer} is treated as missing there. Download the product again.`,
      file: band.path,
    });
  }
  return warnings;
}

/** Name of a chunk's file below its array. */
function keyIn(file: string, array: string): string {
  return file.slice(file.lastIndexOf(`${array}/`) + array.length + 1);
}

interface ArrayFile extends Pick<RasterFile, 'toDn'> {
  readonly path: string;
  readonly metres: GridMetres;
  readonly source: ChunkSource;
  readonly values: 'dn' | 'codes' | 'flags';
}

function rasterFile({ path, metres, source, values, toDn }: ArrayFile): RasterFile {
  return {
    name: path,
    path,
    pixelMetres: metres,
    format: 'zarr',
    index: 0,
    zarr: { chunks: source, values },
    ...(toDn ? { toDn } : {}),
    open: () => Promise.reject(new ProductError(`${path} is an array in chunks, not a file.`, { file: path })),
  };
}

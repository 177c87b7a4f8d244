import { CompareError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import type { Samples } from '../jpeg2000/samples.ts';
import { openFile } from '../product/byte-source.ts';
import { GML_HEAD_BYTES, gmlPlacement, type Placement } from '../product/gml-grid.ts';
import { openBand } from '../raster/band-source.ts';
import { lookUps } from './align.ts';
import type { ClassMapping } from './mappings.ts';
import { gridOfPlace, placeOfGrid, type RasterPlace } from './raster-place.ts';
import type { ReadReferenceOptions } from './read-options.ts';
import { OUTSIDE, ValueCollector, type ValueRaster } from './value-raster.ts';

/** Samples that are decoded at once. */
const PIECE_SAMPLES = 32 << 20;

/**
 * One plane of a JPEG 2000 file on a grid, decoded in pieces of whole rows. The planes of MSK_CLASSI (opaque, cirrus)
 * become one of the values that the mapping `classification` names.
 *
 * @throws CompareError for a picture, or where it cannot be laid over the grid
 */
export async function jpeg2000Values(
  path: string,
  mapping: ClassMapping | 'auto',
  { plane, onto, decoder, signal }: ReadReferenceOptions,
): Promise<{ raster: ValueRaster; place: RasterPlace; info: null; notes: readonly string[] }> {
  if (!decoder) throw new CompareError(`${path} is JPEG 2000, which is not read here.`, { file: path });
  const file = { name: path, path, pixelMetres: 60, format: 'jp2', index: 0, open: () => openFile(path) } as const;
  const source = await openBand(file, decoder);
  try {
    const { width, height, components } = source;
    if ((plane ?? 0) >= components) {
      throw new CompareError(`${path} has ${components} planes; plane ${(plane ?? 0) + 1} is asked for.`, {
        file: path,
      });
    }
    const placed = await placementOf(path);
    const own: Grid = { ...(placed ?? { epsg: null, originX: 0, originY: 0, pixelMetres: 1 }), width, height };
    const place = onto ?? placeOfGrid(own);
    const target = gridOfPlace(place);
    const isByExtent = own.epsg === null || target.epsg === null;
    const [columns, rows] = isByExtent
      ? lookUps({ ...own, epsg: null }, { ...target, epsg: null })
      : lookUps(own, target);
    const isFlags = mapping !== 'auto' && mapping.id === 'classification' && components >= 2 && plane === undefined;
    if (components > 1 && plane === undefined && !isFlags) throw isPicture(path, components);
    const collector = new ValueCollector(place.width, place.height, path);
    const valueAt = isFlags
      ? (samples: Samples, at: number) => (samples[at] ? 1 : 0) + (samples[at + 1] ? 2 : 0)
      : (samples: Samples, at: number) => samples[at + (plane ?? 0)]!;
    const most = Math.max(1, Math.floor(PIECE_SAMPLES / (width * components)));
    for (const { first, last } of piecesOf(rows, most)) {
      const piece = new Float32Array((last - first + 1) * place.width).fill(OUTSIDE);
      const begin = rows[first]!;
      if (begin !== -1) {
        const window = { column: 0, row: begin, width, height: rows[last]! - begin + 1 };
        const samples = await source.readWindow(window, { signal });
        for (let row = first; row <= last; row++) {
          const start = (rows[row]! - begin) * width;
          const into = (row - first) * place.width;
          columns.forEach((from, column) => {
            if (from !== -1) piece[into + column] = valueAt(samples, (start + from) * components);
          });
        }
      }
      collector.add(piece);
    }
    const notes =
      onto && isByExtent
        ? ['A JPEG 2000 file is laid over the mask by its extent: it must be of the same Sentinel-2 tile.']
        : [];
    return { raster: collector.raster(), place, info: null, notes };
  } finally {
    await source.close();
  }
}

/**
 * Rows of the target that are read together, first to last: of a raster's rows at most so many, or one that lies outside.
 *
 * @param rows for each row of the target the raster's, ascending, -1 outside
 */
function piecesOf(rows: Int32Array, most: number): { readonly first: number; readonly last: number }[] {
  const pieces: { readonly first: number; readonly last: number }[] = [];
  for (let first = 0; first < rows.length; ) {
    let last = first;
    const isInside = (row: number) => row < rows.length && rows[first] !== -1 && rows[row] !== -1;
    while (isInside(last + 1) && rows[last + 1]! - rows[first]! < most) last++;
    pieces.push({ first, last });
    first = last + 1;
  }
  return pieces;
}

/** Where the file itself says that its pixels lie (GMLJP2); null where it does not. */
async function placementOf(path: string): Promise<Placement | null> {
  const source = await openFile(path);
  try {
    return gmlPlacement(await source.read(0, Math.min(GML_HEAD_BYTES, source.size)));
  } finally {
    await source.close();
  }
}

function isPicture(path: string, planes: number): CompareError {
  return new CompareError(`${path} has ${planes} planes: it is a picture or a set of flags, not a raster of classes.`, {
    file: path,
    remedy: 'Choose a raster of one plane; MSK_CLASSI is read with the mapping classification.',
  });
}

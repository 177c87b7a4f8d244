import type { GeoTIFFImage } from 'geotiff';
import { GRID_METRES, type GridMetres } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';

/** Pixel sizes may differ from 10, 20 and 60 m by this share: reprojected stacks often do, in the last digits. */
const PIXEL_SIZE_TOLERANCE = 0.01;
const USER_DEFINED = 32_767;
/** Projected systems whose metres are not those of the ground: Web and World Mercator. */
const MERCATOR_EPSG = [3857, 900_913, 3785, 3395, 54_004];
const METRE = 9001;
/** Rotations that only come of rounding move no pixel as far as this. */
const NO_ROTATION_PIXELS = 0.01;
/** RPCCoefficientTag (GeoTIFF RPC extension). */
const RPC_TAG = 50844;
/** Pixels that packs are made for, in metres; foreign packs may go beyond, so that a stated size is let through. */
const RANGE_METRES = [10, 60] as const;

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
  const isRotated = matrix.length === 16 && shiftByRotation(matrix, image) > NO_ROTATION_PIXELS;
  const isSouthUp = matrix.length === 16 ? (matrix[5] ?? 0) > 0 : scale.length >= 2 && scale[1]! < 0;
  const isMirrored = matrix.length === 16 ? (matrix[0] ?? 0) < 0 : scale.length >= 2 && scale[0]! < 0;
  const byPoints = tie.length > 6 && scale.length < 2 && matrix.length !== 16;
  if (isRotated || isSouthUp || isMirrored) {
    throw new ProductError(
      `${file} is not north-up: its pixels are ${isRotated ? 'rotated' : isSouthUp ? 'laid from south to north' : 'laid from east to west'}.`,
      { file, remedy: turnRemedy(matrix, scale, tie, image) },
    );
  }
  if (byPoints || (directory.hasTag(RPC_TAG) && scale.length < 2 && matrix.length !== 16)) {
    throw new ProductError(
      `${file} is placed by ${byPoints ? 'ground control points' : 'a camera model (RPC)'} only, not by a grid.`,
      {
        file,
        remedy: 'Lay it on a grid: gdalwarp -t_srs EPSG:CODE -tr 10 10 in.tif out.tif, with the code of its UTM zone',
      },
    );
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

/** How far the last pixel lies from where it would without rotation, in pixels. */
function shiftByRotation(matrix: readonly number[], image: GeoTIFFImage): number {
  const across = Math.abs(matrix[1]! * image.getHeight()) / Math.abs(matrix[0]! || 1);
  const down = Math.abs(matrix[4]! * image.getWidth()) / Math.abs(matrix[5]! || 1);
  return Math.max(across, down);
}

/**
 * GDAL reads a matrix as it is, but lays a file with a negative scale from north to south, as most writers of such files
 * mean it not (GTIFF_HONOUR_NEGATIVE_SCALEY): its corners have to be told.
 */
function turnRemedy(matrix: readonly number[], scale: readonly number[], tie: readonly number[], image: GeoTIFFImage) {
  if (matrix.length === 16 || tie.length < 6) return 'Turn it: gdalwarp in.tif out.tif';
  const x = tie[3]! - tie[0]! * scale[0]!;
  const y = tie[4]! + tie[1]! * scale[1]!;
  const corners = [x, y, x + image.getWidth() * scale[0]!, y - image.getHeight() * scale[1]!];
  return `Turn it: gdal_translate -a_ullr ${corners.join(' ')} in.tif told.tif, then gdalwarp told.tif out.tif`;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= PIXEL_SIZE_TOLERANCE * b;
}

/** Why the coordinates of a file are no metres on the ground; null where they are, or where it has none. */
export function coordinateProblem(image: GeoTIFFImage, file: string): string | null {
  const place = readGeoreference(image, file);
  return place.kind === 'metres' || place.kind === 'none' ? null : PROBLEMS[place.kind];
}

const PROBLEMS = {
  none: 'has no georeference',
  geographic: 'is in geographic coordinates (degrees), so that its pixels are no squares of metres',
  mercator: 'is in a Mercator projection, whose metres are not those of the ground',
  feet: 'is in a projection that does not count in metres',
} as const;

/** A georeference as GDAL finds it, in the file or beside it (`.tfw`, `.aux.xml`). */
interface GeoreferenceByGdal {
  readonly geoTransform: readonly number[] | null;
  readonly wkt: string | null;
}

/** The georeference of the tags, or of a file beside the TIFF where the tags have none; the code where GDAL knows it. */
function completed(place: Georeference, { geoTransform, wkt }: GeoreferenceByGdal, file: string) {
  const epsg = epsgOf(wkt);
  if (place.kind === 'metres') return { place: { ...place, epsg: place.epsg ?? epsg }, note: null };
  if (place.kind !== 'none' || geoTransform === null) return { place, note: null };
  const [x, pixelX, skewX, y, skewY, minusPixelY] = geoTransform as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (skewX !== 0 || skewY !== 0 || !(pixelX > 0) || !(minusPixelY < 0)) return { place, note: null };
  const beside = { kind: 'metres', epsg, originX: x, originY: y, pixelX, pixelY: -minusPixelY } as const;
  return { place: beside, note: `The georeference of ${file} is that of the world file or .aux.xml beside it.` };
}

/** EPSG code that WKT ends with, or that of the UTM zone that it names as Esri's programs do. */
function epsgOf(wkt: string | null): number | null {
  const code = /(?:ID|AUTHORITY)\["EPSG","?(\d+)"?\]\]\s*$/.exec(wkt ?? '')?.[1];
  if (code !== undefined) return Number(code);
  const zone = /^PROJ(?:CRS|CS)\["WGS[ _](?:19)?84[^"]*UTM[ _]zone[ _](\d{1,2})([NS])/i.exec(wkt ?? '');
  return zone ? (zone[2]!.toUpperCase() === 'S' ? 32_700 : 32_600) + Number(zone[1]) : null;
}

/**
 * The grid of a stack: from its georeference, or plain pixels of `pixelMetres` where it has none.
 *
 * @param pixelMetres pixel size that the user gives
 * @param known what GDAL tells besides the tags
 * @throws ProductError when the pixels are no squares of metres on the ground and the user gives no size, or are finer
 *   than 10 or coarser than 60 m and the user does not say so
 */
export function stackGrid(
  image: GeoTIFFImage,
  pixelMetres: number | undefined,
  file: string,
  known: GeoreferenceByGdal = { geoTransform: null, wkt: null },
): StackGrid {
  const size = { width: image.getWidth(), height: image.getHeight() };
  if (!(size.width > 0 && size.height > 0)) throw new ProductError(`${file} has no pixels.`, { file });
  if (pixelMetres !== undefined && !(pixelMetres > 0 && Number.isFinite(pixelMetres))) {
    throw new ProductError(`A pixel size of ${pixelMetres} m is not possible.`, { file, remedy: 'Give it in metres.' });
  }
  const { place, note } = completed(readGeoreference(image, file), known, file);
  if (place.kind !== 'metres') {
    const what = PROBLEMS[place.kind];
    if (pixelMetres === undefined) {
      throw new ProductError(`${file} ${what}.`, {
        file,
        remedy:
          place.kind === 'none'
            ? 'Give its pixel size in metres (--pixel-size).'
            : 'Lay it on a UTM grid: gdalwarp -t_srs EPSG:CODE -tr 10 10 in.tif out.tif; or give its pixel size in metres (--pixel-size) to go without georeference.',
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
      remedy: `Make them square: gdalwarp -tr ${nearestGridMetres(Math.max(pixelX, pixelY))} ${nearestGridMetres(Math.max(pixelX, pixelY))} in.tif out.tif`,
    });
  }
  const isOwn = pixelMetres !== undefined && isNear(pixelX, pixelMetres);
  const inRange = isNear(pixelX, Math.min(Math.max(pixelX, RANGE_METRES[0]), RANGE_METRES[1]));
  if (!inRange && !isOwn) {
    const nearest = nearestGridMetres(pixelX);
    throw new ProductError(`The pixels of ${file} are ${pixelX} m; 10 to 60 m are expected.`, {
      file,
      remedy: `Resample it: gdalwarp -tr ${nearest} ${nearest} -r average in.tif out.tif; or give --pixel-size ${pixelX} and a model pack that is made for it.`,
    });
  }
  const notes = [
    ...(note === null ? [] : [note]),
    ...(epsg === null ? [`${file} names no EPSG code: results have its coordinates but no coordinate system.`] : []),
    ...(pixelMetres !== undefined && !isOwn
      ? [`A pixel size of ${pixelMetres} m is given, but the pixels of ${file} are ${pixelX} m: ${pixelX} m is used.`]
      : []),
    ...(isNear(pixelX, nearestGridMetres(pixelX))
      ? []
      : [`The pixels of ${file} are ${pixelX} m: the mask is made on them as they are.`]),
  ];
  return { grid: { epsg, originX, originY, pixelMetres: pixelX, ...size }, notes };
}

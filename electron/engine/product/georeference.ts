import type { GeoTIFFImage } from 'geotiff';
import { ProductError } from '../core/errors.ts';

const USER_DEFINED = 32_767;
/** Projected systems whose metres are not those of the ground: Web and World Mercator. */
const MERCATOR_EPSG = [3857, 900_913, 3785, 3395, 54_004];
const METRE = 9001;
/** Rotations that only come of rounding move no pixel as far as this. */
const NO_ROTATION_PIXELS = 0.01;
/** RPCCoefficientTag (GeoTIFF RPC extension). */
const RPC_TAG = 50844;
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

/** The georeference that the tags of a TIFF tell. @throws ProductError where the image is turned */
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

/** Why the coordinates of a file are no metres on the ground; null where they are, or where it has none. */
export function coordinateProblem(image: GeoTIFFImage, file: string): string | null {
  const place = readGeoreference(image, file);
  return place.kind === 'metres' || place.kind === 'none' ? null : PROBLEMS[place.kind];
}

/** Why a georeference is none of metres on the ground, in words that continue "FILE ...". */
export const PROBLEMS = {
  none: 'has no georeference',
  geographic: 'is in geographic coordinates (degrees), so that its pixels are no squares of metres',
  mercator: 'is in a Mercator projection, whose metres are not those of the ground',
  feet: 'is in a projection that does not count in metres',
} as const;

/** A georeference as GDAL finds it, in the file or beside it (`.tfw`, `.aux.xml`). */
export interface GeoreferenceByGdal {
  readonly geoTransform: readonly number[] | null;
  readonly wkt: string | null;
}

/** The georeference of the tags, or of a file beside the TIFF where the tags have none; the code where GDAL knows it. */
export function completed(place: Georeference, { geoTransform, wkt }: GeoreferenceByGdal, file: string) {
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

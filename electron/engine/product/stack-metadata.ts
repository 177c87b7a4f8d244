import type { GeoTIFFImage } from 'geotiff';
import { GRID_METRES, type GridMetres } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { utmZone } from '../core/utm.ts';
import { completed, type GeoreferenceByGdal, PROBLEMS, readGeoreference } from './georeference.ts';

/** Pixel sizes may differ from 10, 20 and 60 m by this share: reprojected stacks often do, in the last digits. */
const PIXEL_SIZE_TOLERANCE = 0.01;
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

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= PIXEL_SIZE_TOLERANCE * b;
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
    ...(epsg !== null && utmZone(epsg) === null ? [notUtm(file, epsg)] : []),
    ...(pixelMetres !== undefined && !isOwn
      ? [`A pixel size of ${pixelMetres} m is given, but the pixels of ${file} are ${pixelX} m: ${pixelX} m is used.`]
      : []),
    ...(isNear(pixelX, nearestGridMetres(pixelX))
      ? []
      : [`The pixels of ${file} are ${pixelX} m: the mask is made on them as they are.`]),
  ];
  return { grid: { epsg, originX, originY, pixelMetres: pixelX, ...size }, notes };
}

function notUtm(file: string, epsg: number): string {
  return `${file} is in EPSG:${epsg}, no UTM zone: its mask can be written, but not be cut to areas, and nothing tells whether it lies where the networks are made for. Lay it on its UTM zone for that (gdalwarp -t_srs EPSG:326xx).`;
}

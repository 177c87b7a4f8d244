import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CompareError, throwIfCancelled } from '../core/errors.ts';
import { temporaryFolder } from '../core/temporary.ts';
import { runStep } from '../export/gdal.ts';
import { type GdalFile, type RasterInfo, readFailure } from './raster-info.ts';
import { boundsOf, nameOf, type RasterPlace } from './raster-place.ts';
import { OUTSIDE, ValueCollector, type ValueRaster } from './value-raster.ts';

/** Pixels that are warped at once: their samples take four bytes each on the disk, then in memory. */
const PIECE_PIXELS = 24 << 20;
const FORMAT = ['-of', 'ENVI', '-ot', 'Float32'];
const NEAREST = [
  ...['-r', 'near', '-et', '0', '-ovr', 'NONE', '-overwrite', '-wm', '64'],
  ...['-srcnodata', 'None', '-dstnodata', String(OUTSIDE)],
];
/** Stands in where no system is known and none is needed: source and target are in the same. */
const ANY_SYSTEM = 'EPSG:3857';

export interface Aligned {
  readonly raster: ValueRaster;
  /** What was assumed, in words. */
  readonly notes: readonly string[];
}

/**
 * One plane of a raster on the grid of another, pixel by pixel the value at its centre (nearest neighbour), warped by
 * GDAL exactly where the coordinate systems differ. Memory and disk are bounded by {@link PIECE_PIXELS}, and the work is
 * done in another thread.
 *
 * @param plane from 0
 * @throws CompareError where they cannot be laid over each other truly
 */
export async function alignValues(
  file: GdalFile,
  info: RasterInfo,
  plane: number,
  target: RasterPlace,
  signal?: AbortSignal,
): Promise<Aligned> {
  const { assign, system, notes } = placeOver(info, target, file.path);
  const [left, top, right, bottom] = boundsOf(target);
  const pixelHeight = (bottom - top) / target.height;
  const extentOf = (row: number, height: number) => [
    ...['-te', ...[left, top + (row + height) * pixelHeight, right, top + row * pixelHeight].map(String)],
    ...['-ts', `${target.width}`, `${height}`],
  ];
  const band = ['-b', `${plane + 1}`];
  const isIdentity = hasSamePixels(info, target) && !info.bands[plane]?.isMasked;
  const collector = new ValueCollector(target.width, target.height, file.path);
  const rows = Math.max(1, Math.min(target.height, Math.floor(PIECE_PIXELS / target.width)));
  const folder = await temporaryFolder();
  try {
    for (let row = 0; row < target.height; row += rows) {
      throwIfCancelled(signal);
      const height = Math.min(rows, target.height - row);
      const output = 'piece.img';
      const step = isIdentity
        ? ({
            kind: 'translate',
            source: file.name,
            output,
            options: [...FORMAT, ...band, '-srcwin', '0', `${row}`, `${target.width}`, `${height}`],
          } as const)
        : ({
            kind: 'warp',
            source: file.name,
            output,
            options: [...FORMAT, ...NEAREST, ...band, ...system, ...extentOf(row, height)],
            assign,
          } as const);
      const failure = readFailure(file.path);
      await runStep({ folder, sourceFolder: file.folder, step }, { file: file.path, signal, failure });
      const bytes = await readFile(join(folder, 'piece.img'));
      collector.add(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { raster: collector.raster(), notes };
}

/** Whether each pixel of one is a pixel of the other. */
function hasSamePixels(a: RasterPlace, b: RasterPlace): boolean {
  const isSamePlace =
    a.geoTransform === null || b.geoTransform === null
      ? a.geoTransform === b.geoTransform
      : a.geoTransform.every((value, i) => value === b.geoTransform?.[i]) &&
        (a.wkt === null || b.wkt === null || isSameSystem(a, b));
  return isSamePlace && a.width === b.width && a.height === b.height;
}

interface Placed {
  /** Options of gdal_translate that give the source the place that it lacks. */
  readonly assign: readonly string[];
  /** Options of gdalwarp: coordinate systems. */
  readonly system: readonly string[];
  readonly notes: readonly string[];
}

/** How a raster comes to lie over a target. @throws CompareError */
function placeOver(info: RasterInfo, target: RasterPlace, file: string): Placed {
  const [left, top, right, bottom] = boundsOf(target);
  const same = ['-s_srs', ANY_SYSTEM, '-t_srs', ANY_SYSTEM];
  if (info.geoTransform === null || target.geoTransform === null) {
    const neither = info.geoTransform === target.geoTransform;
    const fits = neither
      ? info.width === target.width && info.height === target.height
      : info.width * target.height === info.height * target.width;
    const sizes = `The mask has ${target.width} x ${target.height} pixels and the reference ${info.width} x ${info.height}`;
    if (!fits) {
      throw new CompareError(`${sizes}, and ${neither ? 'neither has' : 'one of them has no'} georeference.`, {
        file,
        remedy: 'Give a reference with a georeference, or one of the same extent.',
      });
    }
    return {
      assign: ['-a_ullr', ...[left, top, right, bottom].map(String)],
      system: same,
      notes: [
        `${neither ? 'Neither has' : 'One of them has no'} georeference: they are laid over each other by their pixels, as if of the same extent.`,
      ],
    };
  }
  if (info.wkt === null || target.wkt === null) {
    requireOverlap(info, target, file, 'one of them does not name its coordinate system');
    const which =
      info.wkt === null
        ? target.wkt === null
          ? 'Neither the mask nor the reference names'
          : 'The reference does not name'
        : 'The mask does not name';
    return {
      assign: [],
      system: same,
      notes: [`${which} a coordinate system: the coordinates are taken to be of the same one.`],
    };
  }
  if (isSameSystem(info, target)) {
    requireOverlap(info, target, file, null);
    return { assign: [], system: same, notes: [] };
  }
  return {
    assign: [],
    system: ['-s_srs', info.wkt, '-t_srs', target.wkt],
    notes: [
      `The reference is in ${nameOf(info)}, the mask in ${nameOf(target)}: it is warped to the mask's pixels (nearest neighbour).`,
    ],
  };
}

function isSameSystem(a: RasterPlace, b: RasterPlace): boolean {
  return a.epsg !== null && b.epsg !== null ? a.epsg === b.epsg : a.wkt === b.wkt;
}

function requireOverlap(a: RasterPlace, b: RasterPlace, file: string, why: string | null): void {
  const spanOf = (place: RasterPlace) => {
    const [left, top, right, bottom] = boundsOf(place);
    return [Math.min(left, right), Math.min(top, bottom), Math.max(left, right), Math.max(top, bottom)];
  };
  const [one, other] = [spanOf(a), spanOf(b)];
  const apart = [0, 1].some((axis) => one[axis]! >= other[axis + 2]! || other[axis]! >= one[axis + 2]!);
  if (!apart) return;
  throw new CompareError(`The mask and the reference do not overlap${why ? `, and ${why}` : ''}.`, {
    file,
    remedy: why ? 'Assign it (gdal_edit.py -a_srs EPSG:...).' : 'Choose a reference of the same Sentinel-2 tile.',
  });
}

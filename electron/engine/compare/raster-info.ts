import { realpath, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { CompareError } from '../core/errors.ts';
import { openPlainFile, PlainFileError } from '../core/plain-file.ts';
import { temporaryFolder } from '../core/temporary.ts';
import { describeByGdal } from '../export/gdal.ts';
import type { RasterPlace } from './raster-place.ts';

/** What a raster file says of itself. */
export interface RasterInfo extends RasterPlace {
  readonly bands: readonly {
    readonly type: string;
    readonly noData: number | null;
    readonly colour: string;
    readonly isMasked: boolean;
  }[];
  readonly metadata: Readonly<Record<string, string>>;
}

const numberLike = z.union([z.number(), z.string().transform(Number)]);
const gdalInfo = z.object({
  size: z.tuple([z.number(), z.number()]),
  geoTransform: z.array(z.number()).length(6).nullish(),
  gcps: z.unknown().optional(),
  coordinateSystem: z.object({ wkt: z.string().nullish() }).nullish(),
  bands: z.array(
    z.object({
      type: z.string(),
      noDataValue: numberLike.nullish(),
      colorInterpretation: z.string().default(''),
      mask: z.object({ flags: z.array(z.string()) }).nullish(),
    }),
  ),
  metadata: z.record(z.string(), z.record(z.string(), z.unknown()).catch({})).catch({}),
});

/** A file for GDAL to read: its folder, and its name in there. */
export interface GdalFile {
  readonly folder: string;
  readonly name: string;
  /** What the user knows it as. */
  readonly path: string;
}

/** The file behind a path. @throws CompareError where it is no regular file */
export async function gdalFile(path: string): Promise<GdalFile> {
  const { handle, size } = await openPlainFile(path).catch((cause: unknown) => {
    if (!(cause instanceof PlainFileError)) throw cause;
    throw new CompareError(`${path} ${cause.message}.`, { file: path, remedy: 'Choose a raster file.', cause });
  });
  await handle.close();
  // Files that the system makes up say so, too, and some of them never end.
  if (size === 0) throw new CompareError(`${path} is empty.`, { file: path, remedy: 'Choose a raster file.' });
  const real = await realpath(path);
  return { folder: dirname(real), name: basename(real), path };
}

/** Reads the head of a raster of any format that GDAL knows. @throws CompareError */
export async function readRasterInfo(file: GdalFile, signal?: AbortSignal): Promise<RasterInfo> {
  const folder = await temporaryFolder();
  try {
    const job = { folder, sourceFolder: file.folder, step: { kind: 'raster-info', source: file.name } } as const;
    const answer = await describeByGdal(job, { file: file.path, signal, failure: readFailure(file.path) });
    const info = gdalInfo.parse(answer);
    const wkt = info.coordinateSystem?.wkt || null;
    const geoTransform = info.geoTransform ?? null;
    if (geoTransform === null && info.gcps) {
      throw new CompareError(`${file.path} is placed by ground control points only.`, {
        file: file.path,
        remedy: 'Warp it first: gdalwarp -r near IN OUT.',
      });
    }
    return {
      width: info.size[0],
      height: info.size[1],
      geoTransform,
      wkt,
      // The identifier of the whole system comes last in WKT 2 (OGC 18-010r7, 7.3.4).
      epsg: Number(/ID\["EPSG",(\d+)\]\s*\]\s*$/.exec(wkt ?? '')?.[1] ?? Number.NaN) || null,
      bands: info.bands.map(({ type, noDataValue, colorInterpretation, mask }) => ({
        type,
        noData: noDataValue ?? null,
        colour: colorInterpretation,
        isMasked: mask?.flags.some((flag) => flag === 'PER_DATASET' || flag === 'ALPHA') ?? false,
      })),
      metadata: Object.fromEntries(
        Object.entries(info.metadata[''] ?? {}).map(([name, value]) => [name, String(value)]),
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The error for a raster that GDAL, as it is built into this program, does not read. */
export function readFailure(path: string): (message: string, cause: unknown) => Error {
  return (message, cause) => {
    const codec = /missing codec (\w+)|compression type (\w+)|codec "?(\w+)"? (?:is )?not/i.exec(message);
    const name = codec?.slice(1).find(Boolean);
    if (name) {
      return new CompareError(`${path} is compressed with ${name.toUpperCase()}, which is not read.`, {
        file: path,
        remedy: 'Compress it otherwise: gdal_translate -co COMPRESS=DEFLATE IN OUT.',
        cause,
      });
    }
    if (/not recognized as/i.test(message)) {
      return new CompareError(`${path} is no raster of a known format.`, {
        file: path,
        remedy: 'Convert it: gdal_translate IN OUT.tif.',
        cause,
      });
    }
    const first = (message.split('; ')[0] ?? message).replace(/^ERROR \d+: /, '').replaceAll(/\/(source|job)\//g, '');
    return new CompareError(`${path} cannot be decoded: ${first.slice(0, 200).replace(/\.$/, '')}.`, {
      file: path,
      remedy: 'Copy or export it again.',
      cause,
    });
  };
}

import { z } from 'zod';
import { NephoscopeError, ProductError, RasterError } from '../core/errors.ts';
import { describeByGdal, readByGdal, releaseByGdal } from '../gdal/read.ts';
import type { GdalFile } from '../gdal/read-messages.ts';
import {
  maskedByPlane,
  maskPlane,
  storedNoData,
  strings,
  type TiffPlane,
  type TiffReading,
  textOf,
} from './tiff-planes.ts';
import type { TiffStructure } from './tiff-structure.ts';

const gdalInfo = z.object({
  size: z.tuple([z.number(), z.number()]),
  coordinateSystem: z.object({ wkt: z.string() }).optional(),
  geoTransform: z.array(z.number()).length(6).optional(),
  wgs84Extent: z
    .object({ coordinates: z.array(z.array(z.tuple([z.number(), z.number()]).rest(z.number()))) })
    .optional(),
  files: z.array(z.string()).default([]),
  metadata: z.record(z.string(), z.unknown()).default({}),
  bands: z.array(
    z.object({
      description: z.string().optional(),
      noDataValue: z.union([z.number(), z.string()]).nullish(),
      scale: z.number().nullish(),
      offset: z.number().nullish(),
      colorInterpretation: z.string().default(''),
      mask: z.object({ flags: z.array(z.string()).default([]) }).optional(),
      overviews: z.array(z.object({ size: z.tuple([z.number(), z.number()]) })).default([]),
      metadata: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/** A TIFF as GDAL reads it. @throws ProductError where GDAL cannot open it, or sees another number of planes than its tags */
export async function openWithGdal(
  gdal: GdalFile,
  structure: TiffStructure,
  file: string,
): Promise<TiffReading & { width: number; height: number }> {
  const description = await describeByGdal(gdal).catch((cause: unknown) => {
    throw new ProductError(`${file} cannot be opened: ${words(cause)}.`, {
      file,
      remedy: 'Copy or export it again.',
      cause,
    });
  });
  const info = gdalInfo.parse(description);
  // A warped raster has an alpha plane more.
  if (info.bands.length !== structure.planes && !gdal.warp) {
    throw new ProductError(`${file} has ${structure.planes} planes by its tags and ${info.bands.length} by GDAL.`, {
      file,
      remedy: 'Export it again.',
    });
  }
  const isBeside = info.files.some((name) => /\.msk$/i.test(name));
  const told = info.bands.slice(0, structure.planes).map((band): TiffPlane => {
    const flags = band.mask?.flags ?? [];
    const own = strings(band.metadata['']);
    return {
      description: textOf(band.description) ?? textOf(own.BAND_NAME ?? own.BANDNAME ?? own.Name),
      scale: band.scale ?? null,
      offset: band.offset ?? null,
      noData: storedNoData(Number(band.noDataValue ?? undefined), structure, band.noDataValue ?? null),
      mask: flags.includes('ALPHA')
        ? 'alpha'
        : flags.includes('PER_DATASET') || (flags.length === 0 && band.mask)
          ? isBeside
            ? 'beside'
            : 'inside'
          : null,
      isAlpha: band.colorInterpretation === 'Alpha',
    };
  });
  const about = maskedByPlane(told);
  // The alpha plane of a warped raster, which takes the place of the source's, is its last.
  const byPlane = gdal.warp
    ? info.bands.findLastIndex(({ colorInterpretation }) => colorInterpretation === 'Alpha')
    : maskPlane(about);
  const isByPlane = (plane: number) =>
    byPlane >= 0 && (gdal.warp || (about[plane]?.mask === 'alpha' && told[plane]?.mask === null));
  return {
    about,
    metadata: strings(info.metadata['']),
    width: info.size[0],
    height: info.size[1],
    geoTransform: info.geoTransform ?? null,
    wkt: info.coordinateSystem?.wkt ?? null,
    centre: middle(info.wgs84Extent?.coordinates[0]),
    overviews: (info.bands[0]?.overviews ?? []).map(({ size }) => Math.max(...size)),
    read: (plane, window, size) => readByGdal(gdal, plane + 1, window, size).catch(undecodable(file)),
    readMask: async (plane, window, size) =>
      about[plane]?.mask == null && !gdal.warp
        ? null
        : readByGdal(gdal, isByPlane(plane) ? byPlane + 1 : `mask ${plane + 1}`, window, size).catch(undecodable(file)),
    close: () => releaseByGdal(gdal),
  };
}

function middle(ring: readonly (readonly number[])[] | undefined): readonly [number, number] | null {
  const corners = ring?.slice(0, -1) ?? [];
  if (corners.length === 0) return null;
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / corners.length;
  return [mean(0), mean(1)];
}

function words(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/\/folder-\d+\//g, '').replace(/\.$/, '');
}

/** What becomes of an error of a decoder: a RasterError that says what to do. */
export function undecodable(file: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof NephoscopeError) throw cause;
    throw new RasterError(`A part of ${file} cannot be decoded: ${words(cause)}.`, {
      file,
      remedy: 'The file is damaged or cut off: copy or export it again.',
      cause,
    });
  };
}

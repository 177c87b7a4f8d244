import { basename } from 'node:path';
import { NephoscopeError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { openFile } from './byte-source.ts';
import { isTiff } from './magic.ts';
import { medianOf } from './plausible-reflectance.ts';
import { chooseBands } from './stack-bands.ts';
import { stackFailure } from './stack-failure.ts';
import { chooseRadiometry, type StackRadiometry } from './stack-radiometry.ts';
import { judgeStack, readStored, type SampledPlane } from './stack-sample.ts';
import { maskPlane } from './tiff-planes.ts';
import { openTiffRaster, type TiffRaster } from './tiff-raster.ts';
import type { OpenProductOptions } from './types.ts';

type StackOptions = NonNullable<OpenProductOptions['stack']>;
type Name = SampledPlane['band'];

const TRUE_COLOUR: readonly Name[] = ['B04', 'B03', 'B02'];
/** An overview up to this side is read whole, as is a file of so many pixels that has none; of a larger one its middle. */
const MOST_SIDE = 2048;
/** More planes than this are of another kind of file; they would not be told apart in a list. */
const MOST_PLANES = 16;

/** What a stack is like as far as it can be read: also where what is told is not enough to open it. */
export interface StackPreview {
  readonly width: number;
  readonly height: number;
  /** Pixels that the picture shows: all, or the middle of a large file without overviews. */
  readonly part: Window;
  /** Size of the picture. */
  readonly size: { readonly width: number; readonly height: number };
  /** One plane or three as red, green and blue, by name; row by row, NaN where missing; stored values. */
  readonly channels: readonly { readonly name: Name; readonly values: Float32Array }[];
  /** Median reflectance, where the scale is known, else median of the stored values; null for a plane without valid pixels. */
  readonly medians: readonly { readonly name: Name; readonly median: number | null }[];
  /** Null where the scale is not known. */
  readonly radiometry: Pick<StackRadiometry, 'scale' | 'offset' | 'source'> | null;
  readonly verdict: 'fine' | 'warn' | 'refuse';
  /** What Earth says to the reflectances, with a reading that fits better; null where nothing. */
  readonly message: string | null;
}

/** Whether a path is that of a TIFF, by its first bytes. */
export async function isTiffFile(path: string): Promise<boolean> {
  const source = await openFile(path).catch(() => null);
  try {
    return source !== null && source.size >= 4 && isTiff(Buffer.from(await source.read(0, 4)).toString('latin1'));
  } finally {
    await source?.close();
  }
}

/**
 * Looks at a stack with what is said of it, coarsely: an overview, or pixels here and there. True colour where these bands
 * are named, else the first three bands, else the first band or plane in grey. Bands that are not named, and a scale that is
 * not told, are no error here: planes are called by their number then, and values are those stored.
 *
 * @param maxSide of the picture in pixels
 * @throws ProductError where the file is damaged or of a kind that is not read
 */
export async function previewStack(path: string, options: StackOptions, maxSide: number): Promise<StackPreview> {
  const file = basename(path);
  const source = await openFile(path);
  try {
    const raster = await openTiffRaster(source, file).catch(stackFailure(path));
    try {
      return await look(raster, options, file, maxSide).catch(stackFailure(path));
    } finally {
      await raster.close();
    }
  } finally {
    await source.close();
  }
}

async function look(raster: TiffRaster, options: StackOptions, file: string, maxSide: number): Promise<StackPreview> {
  const descriptions = raster.about.map(({ description }) => description);
  const named = orNull(() => chooseBands(descriptions, options.bands, file).bands);
  const maskAt = maskPlane(raster.about);
  const names = raster.about.map((_, k): Name | null =>
    named ? (named[k] ?? null) : k === maskAt ? null : `plane ${k + 1}`,
  );
  const used = names.flatMap((band, index) => (band === null ? [] : [{ band, index }])).slice(0, MOST_PLANES);
  const ignoresAlpha = used.some(({ index }) => raster.about[index]!.isAlpha);
  const planes = used.map((plane): SampledPlane => ({ ...plane, ignoresAlpha }));
  const radiometry = orNull(() =>
    chooseRadiometry(raster, named ?? names.map((name) => (name === null ? null : true)), options, file),
  );
  const reading = { scale: 1, offset: 0, toDn: undefined, ...radiometry };
  const { samples, verdict, advice, noData } = await judgeStack(raster, planes, reading);
  const rule = { scale: 1, offset: 0, ...reading.toDn, noData: noData ?? reading.toDn?.noData ?? null };
  const part = partToRead(raster);
  const shrink = Math.max(1, Math.max(part.width, part.height) / maxSide);
  const size = {
    width: Math.max(1, Math.round(part.width / shrink)),
    height: Math.max(1, Math.round(part.height / shrink)),
  };
  const channels = await Promise.all(
    drawnOf(planes, named !== null).map(async (plane) => ({
      name: plane.band,
      values: Float32Array.from(await readStored(raster, plane, rule, part, size), (value) => value ?? Number.NaN),
    })),
  );
  const isJudged = radiometry !== null && verdict.verdict !== 'fine';
  return {
    width: raster.width,
    height: raster.height,
    part,
    size,
    channels,
    medians: samples.map(({ band, reflectances }) => ({ name: band, median: medianOf(reflectances) })),
    radiometry: radiometry && { scale: radiometry.scale, offset: radiometry.offset, source: radiometry.source },
    verdict: isJudged ? verdict.verdict : 'fine',
    message: isJudged ? `${verdict.message} ${advice}` : null,
  };
}

/** The planes that make the picture, red first. */
function drawnOf(planes: readonly SampledPlane[], areNamed: boolean): readonly SampledPlane[] {
  const colours = TRUE_COLOUR.map((name) => planes.find(({ band }) => band === name));
  if (colours.every((plane) => plane !== undefined)) return colours;
  return planes.slice(0, areNamed && planes.length >= 3 ? 3 : 1);
}

function partToRead({ width, height, overviews }: TiffRaster): Window {
  if (width * height <= MOST_SIDE ** 2 || overviews.some((side) => side <= MOST_SIDE))
    return { column: 0, row: 0, width, height };
  const [across, down] = [Math.min(width, MOST_SIDE), Math.min(height, MOST_SIDE)];
  return { column: (width - across) >> 1, row: (height - down) >> 1, width: across, height: down };
}

/** What is not told is asked for when the file is opened. */
function orNull<T>(choose: () => T): T | null {
  try {
    return choose();
  } catch (error) {
    if (error instanceof NephoscopeError) return null;
    throw error;
  }
}

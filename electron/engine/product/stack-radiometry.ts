import type { BandId } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { TiffPlane } from './tiff-planes.ts';
import type { TiffRaster } from './tiff-raster.ts';
import type { OpenProductOptions, StoredToDn } from './types.ts';

type StackOptions = NonNullable<OpenProductOptions['stack']>;

const DEFAULT_SCALE = 1e-4;
/** Values of fewer bits cannot hold Sentinel-2's DN; GDAL packs them into 15. */
const DN_BITS = 15;
/** Float values become DN as Sentinel-2 products since baseline 04.00 have them, so that reflectance may reach -0.1. */
const FLOAT_QUANTIFICATION = 10_000;
const FLOAT_OFFSET_DN = -1000;
/** Reflectances beyond which a value stands for something else, such as -9999 (also as -0.9999) or 1e20. */
const LOWEST_REFLECTANCE = -0.5;
const HIGHEST_REFLECTANCE = 20;

/** How the values of a stack become reflectance, and DN as this program handles them. */
export interface StackRadiometry {
  /** Reflectance = stored value * scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Reflectance = (DN + offsetDn) / quantification. */
  readonly quantification: number;
  readonly offsetDn: number;
  readonly toDn: StoredToDn | undefined;
  /** What told scale and offset, in words. */
  readonly source: string;
  /** What was assumed or overruled, in words. */
  readonly notes: readonly string[];
}

/**
 * Scale and offset that all used planes share: those given, else those that the file tells, else 1/10000 for integers.
 *
 * @param bands of the planes; true where it is not known which, null for a plane that is none
 * @throws ProductError when they are needed and not told, differ between planes, or are not usable
 */
export function chooseRadiometry(
  raster: Pick<TiffRaster, 'kind' | 'bits' | 'about' | 'metadata'>,
  bands: readonly (BandId | true | null)[],
  options: StackOptions,
  file: string,
): StackRadiometry {
  const used = raster.about.filter((_, k) => bands[k] != null);
  const toldScale = common(used, 'scale', options.scale, file);
  const toldOffset = common(used, 'offset', options.offset, file);
  const isFloat = raster.kind === 'float';
  const scale = options.scale ?? toldScale ?? (isFloat ? null : DEFAULT_SCALE);
  const offset = options.offset ?? toldOffset ?? 0;
  const isTold = options.scale !== undefined || toldScale !== null;
  if (scale === null) {
    throw new ProductError(`${file} holds floating-point values and does not tell their scale.`, {
      file,
      remedy:
        'Give it: --scale 1 for reflectance (0 to 1), --scale 0.01 for percent, --scale 0.0001 for reflectance times 10000.',
    });
  }
  if (raster.bits < DN_BITS && !isTold) {
    throw new ProductError(`${file} holds ${raster.bits}-bit values and does not tell their scale.`, {
      file,
      remedy: 'Give it (--scale, so that reflectance = value * scale), or export the stack as uint16.',
    });
  }
  if (!(scale > 0 && Number.isFinite(scale) && Number.isFinite(offset))) {
    throw new ProductError(`Scale ${scale} and offset ${offset} of ${file} are not usable.`, {
      file,
      remedy: 'Give a positive scale: reflectance = value * scale + offset.',
    });
  }
  const source = `scale ${sourceOf(options.scale, toldScale)}, offset ${sourceOf(options.offset, toldOffset)}`;
  const notes = [
    ...(!isTold && options.offset === undefined && toldOffset === null
      ? [
          `${file} tells neither scale nor offset: reflectance = value / ${1 / DEFAULT_SCALE} is assumed. Give --offset -0.1 if the values are those of ESA's products of baseline 04.00 or later${baselineNote(raster.metadata, file)}.`,
        ]
      : []),
    ...contradiction('scale', toldScale, options.scale, file),
    ...contradiction('offset', toldOffset, options.offset, file),
  ];
  if (raster.kind === 'unsigned' && raster.bits <= 16) {
    const quantification = 1 / scale;
    return { scale, offset, quantification, offsetDn: offset / scale, toDn: undefined, source, notes };
  }
  const tellsMissing = used.some(({ noData, mask }) => (noData !== null && noData !== 0) || mask !== null);
  return {
    scale,
    offset,
    quantification: FLOAT_QUANTIFICATION,
    offsetDn: FLOAT_OFFSET_DN,
    toDn: {
      scale: scale * FLOAT_QUANTIFICATION,
      offset: offset * FLOAT_QUANTIFICATION - FLOAT_OFFSET_DN,
      noData: null,
      ...(tellsMissing && used.every(({ noData }) => noData !== 0) ? { zeroIsValid: true } : {}),
      lowest: (LOWEST_REFLECTANCE - offset) / scale,
      highest: (HIGHEST_REFLECTANCE - offset) / scale,
    },
    source,
    notes,
  };
}

function sourceOf(given: number | undefined, told: number | null): string {
  return given !== undefined ? 'given' : told !== null ? 'by the tags of the file' : 'assumed: nothing tells it';
}

function common(
  used: readonly TiffPlane[],
  what: 'scale' | 'offset',
  given: number | undefined,
  file: string,
): number | null {
  const told = [...new Set(used.map((plane) => plane[what]))];
  if (told.length > 1 && given === undefined) {
    const list = told.map((value) => value ?? 'none').join(', ');
    throw new ProductError(`The planes of ${file} have different ${what}s (${list}).`, {
      file,
      remedy: `Export them with one, or give it (--${what}).`,
    });
  }
  return told.length === 1 ? told[0]! : null;
}

function contradiction(
  what: 'scale' | 'offset',
  told: number | null,
  given: number | undefined,
  file: string,
): readonly string[] {
  if (told === null || given === undefined || Math.abs(told - given) <= 1e-9 * Math.abs(told)) return [];
  return [`${file} tells ${what} ${told}; ${given} is used, as given.`];
}

function baselineNote(metadata: Readonly<Record<string, string>>, file: string): string {
  const named = /_N(\d\d)(\d\d)_/.exec(file);
  const baseline = metadata.PROCESSING_BASELINE ?? (named ? `${named[1]}.${named[2]}` : undefined);
  const where = metadata.PROCESSING_BASELINE === undefined ? 'name' : 'metadata';
  return baseline && Number(baseline) >= 4 ? ` (its ${where} says baseline ${baseline})` : '';
}

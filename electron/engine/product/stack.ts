import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BAND_IDS, type BandId, type Level } from '../core/bands.ts';
import type { ByteSource } from '../core/bytes.ts';
import { NephoscopeError, ProductError } from '../core/errors.ts';
import { openFile } from './byte-source.ts';
import { stampOf } from './content-key.ts';
import { openGeoTiff } from './geotiff-source.ts';
import { gridOutline, scopeWarnings } from './scope.ts';
import {
  bandNamed,
  checkWhole,
  nearestGridMetres,
  type StackPlane,
  type StackValues,
  stackGrid,
  stackPlanes,
  stackValues,
} from './stack-metadata.ts';
import type { OpenProductOptions, Product, ProductWarning, RasterFile } from './types.ts';

type StackOptions = NonNullable<OpenProductOptions['stack']>;

const MAX_PLANES = 128;
const DEFAULT_SCALE = 1e-4;
/** Float values become DN as Sentinel-2 products since baseline 04.00 have them, so that reflectance may reach -0.1. */
const FLOAT_QUANTIFICATION = 10_000;
const FLOAT_OFFSET_DN = -1000;
const KEY_SAMPLES = 32;
const KEY_SAMPLE_BYTES = 16 * 1024;

/**
 * Opens a multi-band GeoTIFF as people export it from Earth Engine, openEO or Sentinel Hub. Bands come from the
 * options or from the planes' descriptions; level, scale, offset and pixel size from the options where the file does
 * not tell.
 *
 * @throws ProductError when bands, level, scale or grid are neither told nor given
 */
export async function openStack(path: string, options: OpenProductOptions): Promise<Product> {
  const file = basename(path);
  const source = await openFile(path);
  try {
    return await describeStack(source, path, file, options.stack ?? {});
  } catch (cause) {
    if (cause instanceof NephoscopeError) throw cause;
    throw new ProductError(`${path} is a damaged TIFF: its header cannot be read.`, {
      file: path,
      remedy: 'Export the stack again.',
      cause,
    });
  } finally {
    await source.close();
  }
}

async function describeStack(source: ByteSource, path: string, file: string, options: StackOptions): Promise<Product> {
  const image = await (await openGeoTiff(source)).getImage(0);
  const count = image.getSamplesPerPixel();
  if (!(count >= 1 && count <= MAX_PLANES)) {
    throw new ProductError(`${file} has ${count} planes; 1 to ${MAX_PLANES} are read.`, { file: path });
  }
  await checkWhole(image, source.size, file);
  const planes = await stackPlanes(image, file);
  const values = stackValues(image, file);
  const bands = chooseBands(planes, options.bands, file);
  const { level, note } = chooseLevel(planes, bands, options.level, file);
  const { grid, notes } = stackGrid(image, options.pixelMetres, file);
  const { note: radiometryNote, ...radiometry } = chooseRadiometry(
    planes,
    bands,
    values,
    image.getGDALNoData(),
    options,
    file,
  );

  const metres = nearestGridMetres(grid.pixelMetres);
  const raster = (index: number, isReflectance: boolean): RasterFile => ({
    name: `${file}, plane ${index + 1}`,
    path: file,
    pixelMetres: metres,
    format: 'geotiff',
    index,
    ...(isReflectance && radiometry.toDn ? { toDn: radiometry.toDn } : {}),
    open: () => openFile(path),
  });
  const used = BAND_IDS.filter((band) => bands.includes(band) && !(band === 'B10' && level === 'L2A'));
  const scl = planes.findIndex(({ description }) => description?.toUpperCase() === 'SCL');
  const stamp = await stackStamp(path);
  const reading = { bands, level, ...radiometry, grid };
  const id = file.replace(/\.tiff?$/i, '');
  const stack = {
    id,
    key: await stackKey(source, reading),
    contentKey: await stackKey(source, { ...reading, stamp }),
    path,
    kind: 'stack',
    level,
    platform: null,
    sensingTime: null,
    tile: null,
    relativeOrbit: null,
    baseline: null,
    granules: [id],
    granule: id,
    epsg: grid.epsg,
    grids: { [metres]: grid },
    quantification: radiometry.quantification,
    offsets: Object.fromEntries(used.map((band) => [band, radiometry.offsetDn])),
    noDataDn: 0,
    saturatedDn: 65_535,
    sun: null,
    view: {},
    footprint: gridOutline(grid),
    bands: Object.fromEntries(used.map((band) => [band, [raster(bands.indexOf(band), true)]])),
    masks: {
      scl: scl >= 0 ? [raster(scl, false)] : [],
      cloudProbability: [],
      snowProbability: [],
      classification: [],
      gmlClouds: null,
    },
    trueColour: [],
    preview: null,
  } satisfies Omit<Product, 'warnings' | 'changedFiles' | 'close'>;
  const missing = BAND_IDS.filter((band) => !used.includes(band) && !(band === 'B10' && level === 'L2A'));
  const warnings: ProductWarning[] = [
    ...notes.map((message): ProductWarning => ({ code: 'metadata', message, file })),
    ...[note, radiometryNote].flatMap((message) => (message ? [{ code: 'metadata', message, file } as const] : [])),
    ...(missing.length > 0
      ? [{ code: 'band-missing', message: `${file} has no ${missing.join(', ')}.`, file } as const]
      : []),
    ...scopeWarnings(stack, { noDataPercent: null, snowPercent: null }),
  ];
  return {
    ...stack,
    warnings,
    changedFiles: async () => ((await stackStamp(path)) === stamp ? [] : [file]),
    async close() {},
  };
}

function chooseBands(
  planes: readonly StackPlane[],
  given: StackOptions['bands'],
  file: string,
): readonly (BandId | null)[] {
  if (given && given.length !== planes.length) {
    throw new ProductError(`${given.length} bands are given for the ${planes.length} planes of ${file}.`, {
      file,
      remedy: 'Give one band per plane, in their order, and "-" for a plane that is none.',
    });
  }
  const bands = given ?? planes.map(({ description }) => bandNamed(description));
  const named = bands.filter((band) => band !== null);
  const twice = named.find((band, k) => named.indexOf(band) !== k);
  const told = planes.map(({ description }) => description ?? '-').join(', ');
  if (named.length === 0) {
    throw new ProductError(`No plane of ${file} names a Sentinel-2 band (descriptions: ${told.slice(0, 200)}).`, {
      file,
      remedy: `Name the ${planes.length} planes in their order (--bands B01,B02,...).`,
    });
  }
  if (twice !== undefined) {
    throw new ProductError(`Two planes of ${file} are ${twice} (${told.slice(0, 200)}).`, {
      file,
      remedy: 'Name the planes in their order (--bands B01,B02,...), with "-" for what is not wanted.',
    });
  }
  return bands;
}

function chooseLevel(
  planes: readonly StackPlane[],
  bands: readonly (BandId | null)[],
  given: Level | undefined,
  file: string,
): { readonly level: Level; readonly note: string | null } {
  if (given !== undefined) return { level: given, note: null };
  if (bands.includes('B10')) return { level: 'L1C', note: null };
  if (planes.some(({ description }) => /^(SCL|AOT|WVP|MSK_CLDPRB)$/i.test(description ?? ''))) {
    return { level: 'L2A', note: null };
  }
  const named = /(?<![A-Z0-9])(?:MSI)?(L1C|L2A)(?![A-Z0-9])/i.exec(file)?.[1]?.toUpperCase() as Level | undefined;
  if (named !== undefined) return { level: named, note: `The level, ${named}, is taken from the name of the file.` };
  throw new ProductError(`Nothing in ${file} tells whether it is of Level-1C or Level-2A.`, {
    file,
    remedy: 'Say which (--level L1C or --level L2A).',
  });
}

interface Radiometry {
  readonly quantification: number;
  readonly offsetDn: number;
  readonly toDn: RasterFile['toDn'];
  /** What was assumed, in words; null where everything is told. */
  readonly note: string | null;
}

/** Scale and offset that all used planes share: those given, else those that the file tells. */
function chooseRadiometry(
  planes: readonly StackPlane[],
  bands: readonly (BandId | null)[],
  values: StackValues,
  noData: number | null,
  options: StackOptions,
  file: string,
): Radiometry {
  const used = planes.filter((_, k) => bands[k] !== null && bands[k] !== undefined);
  const common = (what: 'scale' | 'offset'): number | null => {
    const told = [...new Set(used.map((plane) => plane[what]))];
    if (told.length > 1) {
      throw new ProductError(`The planes of ${file} have different ${what}s (${told.join(', ')}).`, {
        file,
        remedy: `Export them with one, or give it (--${what}).`,
      });
    }
    return told[0] ?? null;
  };
  const isFloat = values.kind === 'float';
  const told = options.scale ?? common('scale');
  const scale = told ?? (isFloat ? null : DEFAULT_SCALE);
  const toldOffset = options.offset ?? common('offset');
  const offset = toldOffset ?? 0;
  const note =
    told === null && toldOffset === null
      ? `${file} tells neither scale nor offset: reflectance = value / ${1 / DEFAULT_SCALE} is assumed. Give --offset -0.1 if the values are those of ESA's products of baseline 04.00 or later.`
      : null;
  if (scale === null) {
    throw new ProductError(`${file} holds floating-point values and does not tell their scale.`, {
      file,
      remedy: 'Give it: --scale 1 for reflectance (0 to 1), --scale 0.0001 for reflectance times 10000.',
    });
  }
  if (values.bits < 16 && told === null) {
    throw new ProductError(`${file} holds ${values.bits}-bit values and does not tell their scale.`, {
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
  const isDn = values.kind === 'unsigned' && values.bits <= 16;
  const hasNoData = noData !== null && noData !== 0 && !Number.isNaN(noData);
  if (isDn) {
    return {
      quantification: 1 / scale,
      offsetDn: offset / scale,
      toDn: hasNoData ? { scale: 1, offset: 0, noData } : undefined,
      note,
    };
  }
  return {
    quantification: FLOAT_QUANTIFICATION,
    offsetDn: FLOAT_OFFSET_DN,
    toDn: {
      scale: scale * FLOAT_QUANTIFICATION,
      offset: offset * FLOAT_QUANTIFICATION - FLOAT_OFFSET_DN,
      noData: hasNoData ? noData : null,
    },
    note,
  };
}

/** What changes as soon as the file may have; null where it is gone. */
function stackStamp(path: string): Promise<string | null> {
  return stat(path, { bigint: true }).then(stampOf, () => null);
}

/** Hash of a stack's size, of samples of its bytes spread over the file, and of how it is read. */
async function stackKey(source: ByteSource, reading: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([source.size, reading]));
  const length = Math.min(KEY_SAMPLE_BYTES, source.size);
  for (let k = 0; k < KEY_SAMPLES; k++) {
    hash.update(await source.read(Math.floor(((source.size - length) * k) / (KEY_SAMPLES - 1)), length));
  }
  return hash.digest('hex');
}

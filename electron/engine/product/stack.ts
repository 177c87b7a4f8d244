import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { bandsOfLevel } from '../core/bands.ts';
import type { ByteSource } from '../core/bytes.ts';
import { openFile } from './byte-source.ts';
import { stampOf } from './content-key.ts';
import { gridOutline, scopeWarnings } from './scope.ts';
import { seenAt } from './seen-at.ts';
import { chooseBands, chooseLevel } from './stack-bands.ts';
import { stackFailure } from './stack-failure.ts';
import { checkWhole, nearestGridMetres, stackGrid } from './stack-metadata.ts';
import { codePlane, maskNotes, reflectancePlane, type StackFile } from './stack-planes.ts';
import { chooseRadiometry } from './stack-radiometry.ts';
import { lookAtStack } from './stack-sample.ts';
import { warpedGrid, warpFor } from './stack-warp.ts';
import { openTiffRaster, type TiffRaster } from './tiff-raster.ts';
import { timeInName } from './time-in-name.ts';
import type { OpenProductOptions, Product, ProductWarning } from './types.ts';
import { zeroTailNotes } from './zero-tail.ts';

type StackOptions = NonNullable<OpenProductOptions['stack']>;

const KEY_SAMPLES = 32;
const KEY_SAMPLE_BYTES = 16 * 1024;

/**
 * Opens a multi-band GeoTIFF as people export it from Earth Engine, openEO or Sentinel Hub. Bands come from the
 * options or from the planes' descriptions; level, scale, offset and pixel size from the options where the file does
 * not tell.
 *
 * @throws ProductError when bands, level, scale or grid are neither told nor given, or the reflectances cannot be
 */
export async function openStack(path: string, options: OpenProductOptions): Promise<Product> {
  return openAt(path, options, { open: () => openFile(path), stampNow: () => stackStamp(path) });
}

/** The same of a GeoTIFF on a server, of which what is asked for is fetched. Files beside it are not looked for. */
export async function openRemoteStack(
  address: string,
  options: OpenProductOptions,
  { open, stamp }: { readonly open: () => Promise<ByteSource>; readonly stamp: string },
): Promise<Product> {
  return openAt(address, options, { open, stampNow: async () => stamp });
}

/** Where the bytes of a stack are, and what changes as soon as they may have. */
interface StackPlace {
  readonly open: () => Promise<ByteSource>;
  readonly stampNow: () => Promise<string | null>;
}

async function openAt(path: string, options: OpenProductOptions, place: StackPlace): Promise<Product> {
  const file = basename(path);
  const source = await place.open();
  try {
    return await describeStack(source, path, file, options.stack ?? {}, place).catch(stackFailure(path));
  } finally {
    await source.close();
  }
}

/** The raster as it will be read, with its grid: its own, or one in metres of the ground. */
async function placeStack(source: ByteSource, file: string, pixelMetres: number | undefined) {
  const raster = await openTiffRaster(source, file);
  try {
    await checkWhole(raster.image, source.size, file);
    const warp = warpFor(raster, pixelMetres, file);
    if (warp === null) return { raster, warp: undefined, ...stackGrid(raster.image, pixelMetres, file, raster) };
    const { note, ...target } = warp;
    await raster.close();
    const warped = await openTiffRaster(source, file, target);
    return { raster: warped, warp: target, grid: warpedGrid(warped, warp), notes: [note] };
  } catch (error) {
    await raster.close();
    throw error;
  }
}

async function describeStack(
  source: ByteSource,
  path: string,
  file: string,
  options: StackOptions,
  place: StackPlace,
): Promise<Product> {
  const { raster, warp, grid, notes } = await placeStack(source, file, options.pixelMetres);
  try {
    return await describeRaster(raster, { source, path, file, options, place, warp, grid, notes });
  } finally {
    await raster.close();
  }
}

/** A stack that is being opened: where its bytes are, what was said of it, and the grid that its pixels lie on. */
interface OpenedStack extends Omit<Awaited<ReturnType<typeof placeStack>>, 'raster'> {
  readonly source: ByteSource;
  readonly path: string;
  readonly file: string;
  readonly options: StackOptions;
  readonly place: StackPlace;
}

async function describeRaster(raster: TiffRaster, opened: OpenedStack): Promise<Product> {
  const { source, path, file, options, place, warp, grid, notes } = opened;
  const descriptions = raster.about.map(({ description }) => description);
  const { bands, notes: bandNotes } = chooseBands(descriptions, options.bands, file, grid.pixelMetres);
  const { level, note } = chooseLevel(descriptions, bands, raster.metadata, options.level, file);
  const radiometry = chooseRadiometry(raster, bands, options, file);
  const used = bandsOfLevel(level).filter((band) => bands.includes(band));
  const planes = used.map((band) => ({ band, index: bands.indexOf(band) }));
  const ignoresAlpha = planes.some(({ index }) => raster.about[index]!.isAlpha);
  const look = await lookAtStack(
    raster,
    planes.map((plane) => ({ ...plane, ignoresAlpha })),
    radiometry,
    file,
  );
  const toDn =
    look.noData === null ? radiometry.toDn : { scale: 1, offset: 0, ...radiometry.toDn, noData: look.noData };

  const shared: StackFile = { file, pixelMetres: grid.pixelMetres, warp, ignoresAlpha, open: place.open };
  const scl = descriptions.findIndex((description) => description?.toUpperCase() === 'SCL');
  const id = file.replace(/\.tiff?$/i, '');
  const stamp = await place.stampNow();
  const told = timeInName(id);
  // The sun of that time is not taken from it: masks do not change with the name of a file.
  const sensingTime =
    told && seenAt({ sun: null, told: told.time, isExact: false, isDayOnly: told.isDayOnly, grid }).time;
  const { quantification, offsetDn } = radiometry;
  const reading = { bands, level, quantification, offsetDn, toDn, grid, about: raster.about };
  const stack = {
    id,
    key: await stackKey(source, reading),
    contentKey: await stackKey(source, { ...reading, stamp }),
    path,
    kind: 'stack',
    level,
    platform: null,
    sensingTime,
    tile: null,
    relativeOrbit: null,
    baseline: null,
    granules: [id],
    granule: id,
    epsg: grid.epsg,
    grids: { [nearestGridMetres(grid.pixelMetres)]: grid },
    quantification,
    radiometrySource: radiometry.source,
    offsets: Object.fromEntries(used.map((band) => [band, offsetDn])),
    noDataDn: 0,
    saturatedDn: 65_535,
    sun: null,
    view: {},
    footprint: gridOutline(grid),
    bands: Object.fromEntries(planes.map(({ band, index }) => [band, [reflectancePlane(shared, index, toDn)]])),
    masks: {
      scl: scl >= 0 ? [codePlane(shared, scl)] : [],
      cloudProbability: [],
      snowProbability: [],
      classification: [],
      gmlClouds: null,
    },
    trueColour: [],
    preview: null,
  } satisfies Omit<Product, 'warnings' | 'changedFiles' | 'close'>;
  const words = [
    ...notes,
    ...bandNotes,
    ...(note ? [note] : []),
    ...(sensingTime ? [`The time, ${sensingTime.slice(0, 10)}, is taken from the name of the file.`] : []),
    ...radiometry.notes,
    ...maskNotes(raster, planes, shared),
    ...look.warnings,
    ...(await zeroTailNotes(source, file)),
  ];
  const warnings = stackWarnings(stack, words, file);
  return {
    ...stack,
    warnings,
    changedFiles: async () => ((await place.stampNow()) === stamp ? [] : [file]),
    async close() {},
  };
}

/** What is said of a stack: what was noticed while it was opened, the bands that it lacks, and where it lies. */
function stackWarnings(
  stack: Omit<Product, 'warnings' | 'changedFiles' | 'close'>,
  words: readonly string[],
  file: string,
): ProductWarning[] {
  const missing = bandsOfLevel(stack.level).filter((band) => stack.bands[band] === undefined);
  return [
    ...words.map((message): ProductWarning => ({ code: 'metadata', message, file })),
    ...(missing.length > 0
      ? [{ code: 'band-missing', message: `${file} has no ${missing.join(', ')}.`, file } as const]
      : []),
    ...scopeWarnings(stack, { noDataPercent: null, snowPercent: null }),
  ];
}

/** What GDAL reads beside a TIFF: no-data, scales and system; a mask; a world file. */
const BESIDE = ['.aux.xml', '.msk'];
const WORLD_FILES = ['.tfw', '.tifw', '.wld'];

/** What changes as soon as the file, or one that is read with it, may have; null where it is gone. */
async function stackStamp(path: string): Promise<string | null> {
  const stem = path.replace(/\.[^./\\]*$/, '');
  const beside = [...BESIDE.map((ending) => path + ending), ...WORLD_FILES.map((ending) => stem + ending)];
  const stampAt = (name: string) => stat(name, { bigint: true }).then(stampOf, () => null);
  const [own, ...others] = await Promise.all([path, ...beside].map(stampAt));
  return own == null ? null : [own, ...others.filter((stamp) => stamp !== null)].join(' ');
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

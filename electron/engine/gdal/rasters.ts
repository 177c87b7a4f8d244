import type { Window } from '../core/grid.ts';
import { createDatasets } from './datasets.ts';
import { type Dataset, type GdalLibrary, startGdalLibrary } from './library.ts';
import type { GdalFile, GdalPlane, PictureSize, SampleType } from './read-messages.ts';

/** Rasters of the disk read by GDAL, in this thread. Failures are Errors with GDAL's own words. */
export interface GdalRasters {
  /** What `gdalinfo -json` says. */
  describe(file: GdalFile): string;
  /** Windows that lie inside the raster, one per plane; decimated where a size is given. */
  read(file: GdalFile, planes: readonly GdalPlane[], window: Window, size?: PictureSize): ReadPlane[];
  release(file: GdalFile): void;
}

interface ReadPlane {
  readonly type: SampleType;
  readonly bytes: ArrayBuffer;
}

/** Where GDAL puts what it makes, in its own file system. */
const OUTPUT = '/window';
/** GDAL's data types (gdal.h) and the types that the raw output keeps exactly. */
const SAMPLE_TYPES: Readonly<Record<number, SampleType>> = {
  1: 'Byte',
  2: 'UInt16',
  3: 'Int16',
  4: 'UInt32',
  5: 'Int32',
  6: 'Float32',
  7: 'Float64',
  12: 'Float64',
  13: 'Float64',
  14: 'Int16',
  15: 'Float32',
};

const SAMPLE_BYTES: Readonly<Record<SampleType, number>> = {
  Byte: 1,
  UInt16: 2,
  Int16: 2,
  UInt32: 4,
  Int32: 4,
  Float32: 4,
  Float64: 8,
};

/** Starts GDAL for reading. @param program see `program.ts` */
export async function startGdalRasters(program: WebAssembly.Module, programFolder: string): Promise<GdalRasters> {
  const gdal = await startGdalLibrary(program, programFolder);
  gdal.module.FS.mkdir(OUTPUT);
  const datasets = createDatasets(gdal, `${OUTPUT}/warped.vrt`);

  /** GDAL's messages of one task only, so that a failure is not told with an earlier one's words. */
  function fresh<T>(work: () => T): T {
    gdal.messages.length = 0;
    return work();
  }

  return {
    describe: (file) => fresh(() => gdal.info(datasets.of(file), 'raster')),
    read: (file, planes, window, size) =>
      fresh(() => planes.map((plane) => readPlane(gdal, datasets.of(file), plane, window, size))),
    release: datasets.release,
  };
}

/** Samples of a window by way of a raw file in GDAL's own file system. */
function readPlane(
  gdal: GdalLibrary,
  from: Dataset,
  plane: GdalPlane,
  window: Window,
  to: PictureSize | undefined,
): ReadPlane {
  const type = typeof plane === 'number' ? sampleTypeOf(gdal, from, plane) : 'Byte';
  const { column, row, width, height } = window;
  const band = typeof plane === 'number' ? plane : plane.replace(' ', ',');
  const options = [
    '-q',
    '-of',
    'ENVI',
    '-ot',
    type,
    '-mask',
    'none',
    '-b',
    band,
    '-srcwin',
    column,
    row,
    width,
    height,
  ];
  const outSize = to ? ['-outsize', to.width, to.height] : [];
  const bytes = translated(gdal, from, [...options, ...outSize].map(String));
  // GDAL makes no raw file of a single byte.
  const size = (to?.width ?? width) * (to?.height ?? height) * SAMPLE_BYTES[type];
  if (bytes.length < size) throw new Error(`${bytes.length} of ${size} bytes were read`);
  return { type, bytes: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + size) };
}

function sampleTypeOf({ module, failure }: GdalLibrary, from: Dataset, plane: number): SampleType {
  const band = module.ccall('GDALGetRasterBand', 'number', ['number', 'number'], [from, plane]);
  if (band === 0) throw failure(`Plane ${plane}`);
  const stored = module.ccall('GDALGetRasterDataType', 'number', ['number'], [band]);
  const type = SAMPLE_TYPES[stored];
  if (type === undefined) throw new Error(`its values are of GDAL's type ${stored}, not real numbers`);
  return type;
}

/** The bytes of the raw file that a translation writes. */
function translated(gdal: GdalLibrary, from: Dataset, options: readonly string[]): Uint8Array<ArrayBuffer> {
  const { FS } = gdal.module;
  const output = `${OUTPUT}/plane`;
  const copy = gdal.translate(from, output, options);
  if (copy !== 0) gdal.close(copy);
  if (copy === 0 || gdal.errors().length > 0) throw gdal.failure('Reading');
  const bytes = FS.readFile(output);
  for (const name of FS.readdir(OUTPUT)) if (name.startsWith('plane')) FS.unlink(`${OUTPUT}/${name}`);
  return bytes;
}

import { posix } from 'node:path';
import type { Window } from '../core/grid.ts';
import type { GdalFile, GdalPlane, PictureSize, SampleType } from './read-messages.ts';
import { startGdalModule, withStrings } from './start.ts';
import { warpNoDataOptions } from './warp-no-data.ts';

/** Rasters of the disk read by GDAL, in this thread. Failures are Errors with GDAL's own words. */
export interface GdalRasters {
  /** What `gdalinfo -json` says. */
  describe(file: GdalFile): string;
  /** Windows that lie inside the raster, one per plane; decimated where a size is given. */
  read(
    file: GdalFile,
    planes: readonly GdalPlane[],
    window: Window,
    size?: PictureSize,
  ): { readonly type: SampleType; readonly bytes: ArrayBuffer }[];
  release(file: GdalFile): void;
}

const RASTER = 0x02;
const OUTPUT = '/window';
/** Datasets that stay open with what GDAL has decoded of them. */
const OPEN_DATASETS = 16;
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
  const messages: string[] = [];
  const module = await startGdalModule(program, programFolder, (line) => messages.push(line));
  module.FS.mkdir(OUTPUT);
  const folders = new Map<string, string>();
  const datasets = new Map<string, readonly number[]>();

  const errors = () => messages.filter((line) => line.startsWith('ERROR'));
  function failure(what: string): Error {
    return new Error(errors().join('; ') || `${what} failed without a message`);
  }

  /** Where a file of the disk appears inside GDAL's file system. */
  function inside(path: string): string {
    const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    const folder = path.slice(0, cut) || '/';
    let mount = folders.get(folder);
    if (mount === undefined) {
      mount = `/folder-${folders.size}`;
      module.FS.mkdir(mount);
      module.FS.mount(module.NODEFS, { root: folder.endsWith(':') ? `${folder}\\` : folder }, mount);
      folders.set(folder, mount);
    }
    return posix.join(mount, path.slice(cut + 1));
  }

  function dataset(file: GdalFile): number {
    const key = JSON.stringify([file.path, file.warp]);
    const stamped = `${key} ${file.stamp}`;
    const known = datasets.get(stamped);
    if (known) {
      datasets.delete(stamped);
      datasets.set(stamped, known);
      return known[0]!;
    }
    for (const other of datasets.keys()) if (other.startsWith(`${key} `)) close(other);
    const source = open(inside(file.path));
    const handles = file.warp ? [warp(source, file.warp), source] : [source];
    datasets.set(stamped, handles);
    if (datasets.size > OPEN_DATASETS) close(datasets.keys().next().value!);
    return handles[0]!;
  }

  function open(name: string): number {
    const types = ['string', 'number', 'number', 'number', 'number'];
    const handle = module.ccall('GDALOpenEx', 'number', types, [name, RASTER, 0, 0, 0]);
    if (handle === 0) throw failure('Opening');
    return handle;
  }

  function warp(source: number, { epsg, pixelMetres, isCodes }: NonNullable<GdalFile['warp']>): number {
    const size = String(pixelMetres);
    const options = [
      '-of',
      'VRT',
      '-t_srs',
      `EPSG:${epsg}`,
      '-tr',
      size,
      size,
      '-tap',
      '-r',
      isCodes ? 'near' : 'bilinear',
      ...warpNoDataOptions(JSON.parse(describeDataset(source))),
    ];
    const sources = module._malloc(4);
    module.setValue(sources, source, '*');
    const settings = withStrings(module, options, (list) =>
      module.ccall('GDALWarpAppOptionsNew', 'number', ['number', 'number'], [list, 0]),
    );
    const types = ['string', 'number', 'number', 'number', 'number', 'number'];
    const warped = module.ccall('GDALWarp', 'number', types, [`${OUTPUT}/warped.vrt`, 0, 1, sources, settings, 0]);
    module.ccall('GDALWarpAppOptionsFree', null, ['number'], [settings]);
    module._free(sources);
    if (warped === 0) throw failure('Warping');
    return warped;
  }

  function close(key: string): void {
    for (const handle of datasets.get(key) ?? []) module.ccall('GDALClose', null, ['number'], [handle]);
    datasets.delete(key);
  }

  function readPlane(from: number, plane: GdalPlane, window: Window, to: PictureSize | undefined) {
    const number = typeof plane === 'number' ? plane : Number(plane.slice('mask '.length));
    const band = module.ccall('GDALGetRasterBand', 'number', ['number', 'number'], [from, number]);
    if (band === 0) throw failure(`Plane ${number}`);
    const stored = module.ccall('GDALGetRasterDataType', 'number', ['number'], [band]);
    const type = typeof plane === 'number' ? SAMPLE_TYPES[stored] : 'Byte';
    if (type === undefined) throw new Error(`its values are of GDAL's type ${stored}, not real numbers`);
    const { column, row, width, height } = window;
    const bandName = typeof plane === 'number' ? plane : `mask,${number}`;
    const options = ['-q', '-of', 'ENVI', '-ot', type, '-mask', 'none', '-b', bandName, '-srcwin'];
    const output = `${OUTPUT}/plane`;
    const outSize = to ? ['-outsize', to.width, to.height] : [];
    translate(from, output, [...options, column, row, width, height, ...outSize].map(String));
    const bytes = module.FS.readFile(output);
    for (const name of module.FS.readdir(OUTPUT)) if (name.startsWith('plane')) module.FS.unlink(`${OUTPUT}/${name}`);
    // GDAL makes no raw file of a single byte.
    const size = (to?.width ?? width) * (to?.height ?? height) * SAMPLE_BYTES[type];
    if (bytes.length < size) throw new Error(`${bytes.length} of ${size} bytes were read`);
    return { type, bytes: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + size) };
  }

  function translate(from: number, output: string, options: readonly string[]): void {
    const settings = withStrings(module, options, (list) =>
      module.ccall('GDALTranslateOptionsNew', 'number', ['number', 'number'], [list, 0]),
    );
    const usage = module._malloc(4);
    const types = ['string', 'number', 'number', 'number'];
    const copy = module.ccall('GDALTranslate', 'number', types, [output, from, settings, usage]);
    module._free(usage);
    module.ccall('GDALTranslateOptionsFree', null, ['number'], [settings]);
    if (copy !== 0) module.ccall('GDALClose', null, ['number'], [copy]);
    if (copy === 0 || errors().length > 0) throw failure('Reading');
  }

  function describeDataset(handle: number): string {
    const settings = withStrings(module, ['-json'], (list) =>
      module.ccall('GDALInfoOptionsNew', 'number', ['number', 'number'], [list, 0]),
    );
    try {
      return module.ccall('GDALInfo', 'string', ['number', 'number'], [handle, settings]);
    } finally {
      module.ccall('GDALInfoOptionsFree', null, ['number'], [settings]);
    }
  }

  /** GDAL's messages of one task only, so that a failure is not told with an earlier one's words. */
  function fresh<T>(work: () => T): T {
    messages.length = 0;
    return work();
  }

  return {
    describe: (file) => fresh(() => describeDataset(dataset(file))),
    read: (file, planes, window, size) =>
      fresh(() => planes.map((plane) => readPlane(dataset(file), plane, window, size))),
    release(file) {
      const key = `${JSON.stringify([file.path, file.warp])} `;
      for (const other of [...datasets.keys()]) if (other.startsWith(key)) close(other);
    },
  };
}

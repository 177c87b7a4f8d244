import { type Dataset, type GdalLibrary, RASTER, startGdalLibrary, VECTOR, VERBOSE } from '../gdal/library.ts';
import { withStrings } from '../gdal/start.ts';
import type { GdalJob } from './gdal-job.ts';

/** Where the folder of a job appears inside GDAL's file system. Nothing is copied: reads and writes go to the disk. */
const MOUNT_POINT = '/job';
const SOURCE_MOUNT_POINT = '/source';

/** GDAL, compiled to WebAssembly, with one folder of the disk mounted. File names are relative to that folder. */
export interface Gdal {
  /** Messages since GDAL was started, as GDAL writes them: `ERROR 4: ...`, `Warning 1: ...`. */
  readonly messages: readonly string[];
  /** Copies a raster into a new file of `driver`; throws Error with GDAL's messages. */
  copyRaster(
    source: string,
    output: string,
    driver: string,
    options: readonly string[],
    onFraction: (fraction: number) => void,
  ): void;
  /** Translates a vector file as `ogr2ogr` with these options would; throws Error with GDAL's messages. */
  translateVector(source: string, output: string, options: readonly string[]): void;
  /** Copies a raster into a raster of the job, as `gdal_translate` with these options would. */
  translateRaster(source: string, output: string, options: readonly string[]): void;
  /** Warps a raster into a raster of the job, as `gdalwarp` with these options would; `assign`: see `GdalStep`. */
  warp(source: string, output: string, options: readonly string[], assign: readonly string[]): void;
  /** What `gdalinfo -json` or `ogrinfo -json` say of a file. */
  describe(source: string, kind: 'raster' | 'vector'): string;
}

/**
 * Starts GDAL with `folder` mounted. Costs about 0.2 s and 100 MB; the memory is not given back while the thread lives.
 * @param program the compiled GDAL, see {@link GdalJob}
 */
export async function startGdal({
  folder,
  sourceFolder,
  program,
  programFolder,
}: Omit<GdalJob, 'step'>): Promise<Gdal> {
  const gdal = await startGdalLibrary(program, programFolder);
  gdal.mount(folder, MOUNT_POINT);
  const inside = (name: string) => `${MOUNT_POINT}/${name}`;
  const sourcePoint = sourceFolder === undefined ? MOUNT_POINT : SOURCE_MOUNT_POINT;
  if (sourceFolder !== undefined) gdal.mount(sourceFolder, SOURCE_MOUNT_POINT);
  const open = (name: string, flags: number): Dataset =>
    gdal.open(`${sourcePoint}/${name}`, flags | VERBOSE, `Opening ${name}`);

  /**
   * Makes a file of a source. That fails when nothing comes of it or when any error is reported, even while closing.
   * @param work gives what it made, and the dataset between it and the source where there is one
   */
  function make(source: string, flags: number, what: string, work: (input: Dataset) => [Dataset, Dataset?]): void {
    const before = gdal.errors().length;
    const input = open(source, flags);
    const [made, between] = work(input);
    if (made !== 0) gdal.close(made);
    if (made === 0 || gdal.errors().length > before) throw gdal.failure(what);
    if (between !== undefined) gdal.close(between);
    gdal.close(input);
  }

  return {
    messages: gdal.messages,
    translateRaster: (source, output, options) =>
      make(source, RASTER, `Copying ${source}`, (input) => [gdal.translate(input, inside(output), options)]),
    translateVector: (source, output, options) =>
      make(source, VECTOR, `Writing ${output}`, (input) => [gdal.translateVector(input, inside(output), options)]),
    warp: (source, output, options, assign) =>
      make(source, RASTER, `Warping ${source}`, (input) => {
        if (assign.length === 0) return [gdal.warp(input, inside(output), options)];
        const placed = gdal.translate(input, '', [...assign, '-of', 'VRT']);
        if (placed === 0) throw gdal.failure(`Placing ${source}`);
        return [gdal.warp(placed, inside(output), options), placed];
      }),
    copyRaster: (source, output, driver, options, onFraction) =>
      make(source, RASTER, `Writing ${output}`, (input) => [
        createCopy(gdal, input, inside(output), { driver, options, onFraction }),
      ]),
    describe(source, kind) {
      const input = open(source, kind === 'raster' ? RASTER : VECTOR);
      const text = gdal.info(input, kind);
      gdal.close(input);
      if (!text) throw gdal.failure(`Describing ${source}`);
      return text;
    },
  };
}

/** A copy by a driver's own options; 0 where it fails. */
function createCopy(
  { module }: GdalLibrary,
  input: Dataset,
  output: string,
  how: {
    readonly driver: string;
    readonly options: readonly string[];
    readonly onFraction: (fraction: number) => void;
  },
): Dataset {
  const driver = module.ccall('GDALGetDriverByName', 'number', ['string'], [how.driver]);
  if (driver === 0) throw new Error(`GDAL has no driver ${how.driver}`);
  const progress = module.addFunction((fraction = 0) => {
    how.onFraction(fraction);
    return 1;
  }, 'idii');
  const types = ['number', 'string', 'number', 'number', 'number', 'number', 'number'];
  return withStrings(module, how.options, (list) =>
    module.ccall('GDALCreateCopy', 'number', types, [driver, output, input, 0, list, progress, 0]),
  );
}

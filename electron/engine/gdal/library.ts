import type { GdalModule } from 'gdal3.js/build/package/gdal3WebAssembly.js';
import { startGdalModule, withStrings } from './start.ts';

/** A dataset that GDAL holds open; 0 is none. */
export type Dataset = number;

/** Kinds of options that GDAL makes of strings, by the beginning of the functions that make and free them. */
type Options = `GDAL${'Translate' | 'WarpApp' | 'VectorTranslate' | 'Info' | 'VectorInfo'}Options`;

/** What of a file is opened, and whether GDAL says why it cannot be. */
export const RASTER = 0x02;
export const VECTOR = 0x04;
export const VERBOSE = 0x40;

/** GDAL's own functions in this thread. Failures are Errors with GDAL's own words. */
export interface GdalLibrary {
  readonly module: GdalModule;
  /** What GDAL wrote since it was started or this was emptied: `ERROR 4: ...`, `Warning 1: ...`. */
  readonly messages: string[];
  /** Those of them that are errors. */
  errors(): string[];
  failure(what: string): Error;
  /** Lets files of a folder of the disk be seen below `place`. Nothing is copied. */
  mount(root: string, place: string): void;
  /** @param what begins the Error of a failure: `Opening a.tif` */
  open(path: string, flags: number, what: string): Dataset;
  close(dataset: Dataset): void;
  /** As `gdal_translate` with these options would; 0 where it fails. */
  translate(source: Dataset, output: string, options: readonly string[]): Dataset;
  /** As `ogr2ogr` with these options would; 0 where it fails. */
  translateVector(source: Dataset, output: string, options: readonly string[]): Dataset;
  /** As `gdalwarp` with these options would; 0 where it fails. */
  warp(source: Dataset, output: string, options: readonly string[]): Dataset;
  /** What `gdalinfo -json` or `ogrinfo -json` say; empty where they fail. */
  info(dataset: Dataset, kind: 'raster' | 'vector'): string;
}

const TOLD_ERRORS = 3;

/**
 * Errors in one line: the first few that are not the same again but for a number, since hundreds may follow from one, as
 * where the disk is full.
 * @internal
 */
export function inShort(errors: readonly string[]): string {
  const first = new Map<string, string>();
  for (const error of errors) {
    const same = error.replace(/\d+/g, '0');
    if (!first.has(same)) first.set(same, error);
  }
  const told = [...first.values()].slice(0, TOLD_ERRORS);
  const more = errors.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Starts GDAL, see {@link startGdalModule}. @param program see `program.ts` */
export async function startGdalLibrary(program: WebAssembly.Module, programFolder: string): Promise<GdalLibrary> {
  const messages: string[] = [];
  const module = await startGdalModule(program, programFolder, (line) => messages.push(line));
  const errors = () => messages.filter((line) => line.startsWith('ERROR'));
  const failure = (what: string) => new Error(inShort(errors()) || `${what} failed without a message`);

  /** Options are made of strings, used and freed. */
  function withOptions<T>(kind: Options, strings: readonly string[], use: (options: number) => T): T {
    const options = withStrings(module, strings, (list) =>
      module.ccall(`${kind}New`, 'number', ['number', 'number'], [list, 0]),
    );
    if (options === 0) throw failure(`Options ${strings.join(' ')}`);
    try {
      return use(options);
    } finally {
      module.ccall(`${kind}Free`, null, ['number'], [options]);
    }
  }

  /** Calls a function that takes a list of sources, of one. */
  function ofOne(name: 'GDALWarp' | 'GDALVectorTranslate', source: Dataset, output: string, options: number): Dataset {
    const sources = module._malloc(4);
    module.setValue(sources, source, '*');
    const types = ['string', 'number', 'number', 'number', 'number', 'number'];
    try {
      return module.ccall(name, 'number', types, [output, 0, 1, sources, options, 0]);
    } finally {
      module._free(sources);
    }
  }

  return {
    ...{ module, messages, errors, failure },
    mount(root, place) {
      module.FS.mkdir(place);
      module.FS.mount(module.NODEFS, { root }, place);
    },
    open(path, flags, what) {
      const types = ['string', 'number', 'number', 'number', 'number'];
      const dataset = module.ccall('GDALOpenEx', 'number', types, [path, flags, 0, 0, 0]);
      if (dataset === 0) throw failure(what);
      return dataset;
    },
    close: (dataset) => void module.ccall('GDALClose', null, ['number'], [dataset]),
    translate(source, output, options) {
      const types = ['string', 'number', 'number', 'number'];
      return withOptions('GDALTranslateOptions', options, (made) =>
        module.ccall('GDALTranslate', 'number', types, [output, source, made, 0]),
      );
    },
    translateVector: (source, output, options) =>
      withOptions('GDALVectorTranslateOptions', options, (made) => ofOne('GDALVectorTranslate', source, output, made)),
    warp: (source, output, options) =>
      withOptions('GDALWarpAppOptions', options, (made) => ofOne('GDALWarp', source, output, made)),
    info(dataset, kind) {
      const name = kind === 'raster' ? 'GDALInfo' : 'GDALVectorInfo';
      return withOptions(`${name}Options`, ['-json'], (made) =>
        module.ccall(name, 'string', ['number', 'number'], [dataset, made]),
      );
    },
  };
}

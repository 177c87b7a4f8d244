import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { default as CreateGdalModule, GdalModule } from 'gdal3.js/build/package/gdal3WebAssembly.js';

const CACHE_MEGABYTES = '64';
/** `import` would look through the program for what it exports, by a scanner that is slower than the program's own start. */
const require = createRequire(import.meta.url);

/**
 * Starts GDAL in this thread. Costs about 0.2 s and 100 MB; the memory is not given back while the thread lives.
 * @param onMessage hears what GDAL writes: `ERROR 4: ...`, `Warning 1: ...`
 */
export async function startGdalModule(
  program: WebAssembly.Module,
  programFolder: string,
  onMessage: (line: string) => void,
): Promise<GdalModule> {
  const createGdalModule = require('gdal3.js/build/package/gdal3WebAssembly.js') as typeof CreateGdalModule;
  const module = await createGdalModule({
    print: () => {},
    printErr: onMessage,
    locateFile: (name) => join(programFolder, name),
    instantiateWasm: (imports, receive) => {
      WebAssembly.instantiate(program, imports).then((instance) => receive(instance, program));
      return {};
    },
    preRun: [
      ({ ENV }) => {
        Object.assign(ENV, {
          PROJ_LIB: '/usr/share/proj',
          GDAL_DATA: '/usr/share/gdal',
          GDAL_NUM_THREADS: '1',
          OGR_CSV_MAX_LINE_SIZE: '-1',
          SHAPE_RESTORE_SHX: 'YES',
          OGR_GEOJSON_MAX_OBJ_SIZE: '0',
          GDAL_CACHEMAX: CACHE_MEGABYTES,
        });
      },
    ],
  });
  module.ccall('GDALAllRegister', null, [], []);
  return module;
}

/** Lends GDAL a list of strings (`char **`, ended by NULL) for one call. */
export function withStrings<T>(module: GdalModule, strings: readonly string[], use: (list: number) => T): T {
  const pointers = strings.map((text) => {
    const size = module.lengthBytesUTF8(text) + 1;
    const pointer = module._malloc(size);
    module.stringToUTF8(text, pointer, size);
    return pointer;
  });
  const list = module._malloc((pointers.length + 1) * 4);
  [...pointers, 0].forEach((pointer, index) => {
    module.setValue(list + index * 4, pointer, '*');
  });
  try {
    return use(list);
  } finally {
    for (const pointer of [...pointers, list]) module._free(pointer);
  }
}

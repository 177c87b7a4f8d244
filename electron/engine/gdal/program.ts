import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const PROGRAM_PATH = createRequire(import.meta.url).resolve('gdal3.js/dist/package/gdal3WebAssembly.wasm');
let compiled: Promise<WebAssembly.Module> | undefined;

/** Folder of GDAL's own data. */
export const GDAL_PROGRAM_FOLDER = dirname(PROGRAM_PATH);

/** GDAL, compiled once per process: the threads that run it share its machine code. */
export function gdalProgram(): Promise<WebAssembly.Module> {
  compiled ??= readFile(PROGRAM_PATH).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

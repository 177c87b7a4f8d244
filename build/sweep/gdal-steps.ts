import { execFileSync } from 'node:child_process';

/** What a program of GDAL prints. @throws where it fails */
export const run = (program: string, options: readonly string[]) =>
  execFileSync(program, [...options], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
/** Creation options. */
export const co = (...options: readonly string[]) => options.flatMap((option) => ['-co', option]);
/** The first planes of a raster alone. */
export const planes = (count: number) => Array.from({ length: count }, (_, k) => ['-b', String(k + 1)]).flat();
/** Copies a raster by `gdal_translate`. */
export const translate =
  (...options: readonly string[]) =>
  (from: string, to: string) =>
    void run('gdal_translate', ['-q', '--config', 'GDAL_TIFF_INTERNAL_MASK', 'YES', ...options, from, to]);
/** Copies a raster by `gdalwarp`; its 0 is no data. */
export const warp =
  (...options: readonly string[]) =>
  (from: string, to: string) =>
    void run('gdalwarp', ['-q', '-srcnodata', '0', ...options, from, to]);
/** One step after the other, over files of its own. */
export const steps =
  (...all: readonly ((from: string, to: string) => void)[]) =>
  (from: string, to: string) => {
    const paths = [from, ...all.slice(0, -1).map((_, k) => `${to}.${k}.tif`), to];
    for (const [k, step] of all.entries()) step(paths[k]!, paths[k + 1]!);
  };
/** Copies a raster without what it says of no-data. */
export const forgetNoData = (from: string, to: string) => {
  run('gdal_translate', ['-q', '-a_nodata', 'none', from, to]);
};

/** In blocks of 32 x 32 pixels. */
export const TILED = co('TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32');

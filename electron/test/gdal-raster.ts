import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What {@link gdalRaster} writes. */
export interface GdalRaster {
  readonly values: readonly (number | string)[];
  readonly width: number;
  /** GDAL's name of the type; bytes by default. */
  readonly type?: string;
}

/** Writes a raster of pixels of 30 m at 500000, 5800000 with GDAL into a folder; gives its path. */
export function gdalRaster(folder: string, name: string, raster: GdalRaster, ...options: readonly string[]): string {
  const { values, width, type = 'Byte' } = raster;
  const header = `ncols ${width}\nnrows ${values.length / width}\nxllcorner 500000\nyllcorner 5800000\ncellsize 30\n`;
  const [text, path] = [join(folder, 'values.asc'), join(folder, name)];
  writeFileSync(text, header + values.join(' '));
  execFileSync('gdal_translate', ['-q', '-ot', type, ...options, text, path]);
  return path;
}

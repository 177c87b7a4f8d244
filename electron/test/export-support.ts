import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassCode } from '../engine/core/classes.ts';
import type { Grid } from '../engine/core/grid.ts';
import type { Provenance } from '../engine/export/provenance.ts';

/** A folder that exists while `use` runs; its name holds a blank and letters outside of ASCII. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nephoscope żółw '));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A grid in UTM zone 29 north, off the tile's corner. */
export function testGrid(width: number, height: number, pixelMetres = 20): Grid {
  return { epsg: 32629, originX: 500_020, originY: 5_900_040, pixelMetres, width, height };
}

/** Stripes and discs of all five classes, with single pixels that overviews must vote down. */
export function testCodes(width: number, height: number): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      codes[row * width + column] = codeAt(row, column, width);
    }
  }
  return codes;
}

function codeAt(row: number, column: number, width: number): ClassCode {
  if (column > width * 0.9) return 5;
  if ((row * 7919 + column * 104729) % 97 === 0) return 3;
  const distance = Math.hypot((row % 200) - 100, (column % 200) - 100);
  return distance < 40 ? 4 : distance < 60 ? 2 : distance < 70 ? 3 : 1;
}

export const TEST_PROVENANCE: Provenance = {
  application: { name: 'Nephoscope', version: '0.0.1' },
  product: {
    id: 'S2A_MSIL2A_20221005T115411_N0400_R023_T29UNU_20221005T164454',
    source: 'Łąka & <zdjęcie>.SAFE',
    level: 'L2A',
    platform: 'S2A',
    tile: '29UNU',
    sensingTime: '2022-10-05T11:54:11.024Z',
    baseline: '04.00',
  },
  pack: { id: 'nephos-l2a', version: '1.0.0', sha256: 'ab'.repeat(32) },
  device: 'cpu',
  corrections: [],
  parameters: {
    thresholds: { shadow: 0.4, semi: 0.5, cloud: 0.55 },
    bufferMetres: { shadow: 40, semi: 0, cloud: 60 },
    minAreaSquareMetres: 3600,
  },
  startedAt: '2026-01-02T03:04:05Z',
  endedAt: '2026-01-02T03:04:55Z',
  seconds: { inference: 9.5, export: 1.5 },
  warnings: [],
};

/** Runs one of GDAL's own programs and returns what it prints. */
export function gdalTool(program: string, ...values: string[]): string {
  return execFileSync(program, values, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
}

interface RasterInfo {
  readonly size: readonly [number, number];
  readonly geoTransform?: readonly number[];
  readonly coordinateSystem?: { readonly wkt: string };
  readonly metadata: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bands: readonly {
    readonly block: readonly [number, number];
    readonly type: string;
    readonly description?: string;
    readonly noDataValue?: number;
    readonly scale?: number;
    readonly offset?: number;
    readonly colorInterpretation: string;
    readonly colorTable?: { readonly entries: readonly (readonly number[])[] };
    readonly overviews?: readonly { readonly size: readonly [number, number] }[];
    readonly mask?: { readonly flags: readonly string[] };
  }[];
}

export function rasterInfo(path: string): RasterInfo {
  return JSON.parse(gdalTool('gdalinfo', '-json', path)) as RasterInfo;
}

/** Pixels of a band, or of one of its overviews (from 0), as GDAL reads them. */
export function readBand(path: string, band: number, overview?: number): Buffer {
  const level = overview === undefined ? [] : ['-oo', `OVERVIEW_LEVEL=${overview}only`];
  const size = `${path}.check.bin`;
  gdalTool('gdal_translate', '-q', '-of', 'ENVI', '-b', String(band), ...level, path, size);
  const bytes = execFileSync('cat', [size], { maxBuffer: 1 << 28 });
  for (const ending of ['', '.aux.xml']) rmSync(size + ending, { force: true });
  rmSync(size.replace(/\.bin$/, '.hdr'), { force: true });
  return bytes;
}

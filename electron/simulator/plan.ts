import type { BandId, GridMetres, Level } from '../engine/core/bands.ts';
import type { CodeBlockSize } from './coding/encoder.ts';

/** How ESA codes the files of a kind. */
export interface Coding {
  readonly tileSize: number;
  readonly codeBlock: CodeBlockSize;
  /** Precincts of every resolution have 2 to the power of this samples a side. */
  readonly precinctExponent: number;
  readonly bits: number;
  readonly components: 1 | 3;
}

export type FileContent =
  | { readonly kind: 'band'; readonly band: BandId }
  | { readonly kind: 'scl' | 'cloudProbability' | 'snowProbability' | 'trueColour' | 'classification' | 'preview' };

/** A raster file of the product. `name` is what stands in its place in the product's listing, without folder or ending. */
export interface PlannedFile {
  /** Unique within the product. */
  readonly key: string;
  readonly content: FileContent;
  readonly pixelMetres: number;
  readonly coding: Coding;
  /** Folder inside the granule. */
  readonly folder: string;
  /** File name without ending; `{tile}` stands for tile and time. */
  readonly name: string;
}

const GRID_TILE: Readonly<Record<GridMetres, number>> = { 10: 1024, 20: 640, 60: 192 };
const GRID_BLOCK: Readonly<Record<GridMetres, CodeBlockSize>> = { 10: 64, 20: 8, 60: 4 };
const GRID_PRECINCT: Readonly<Record<GridMetres, number>> = { 10: 8, 20: 7, 60: 6 };
const COLOUR: Coding = { tileSize: 256, codeBlock: 16, precinctExponent: 7, bits: 8, components: 3 };

/** Side of the tiles of a grid's band files. */
export function gridTileSize(pixelMetres: GridMetres): number {
  return GRID_TILE[pixelMetres];
}

function gridCoding(pixelMetres: GridMetres, bits: number): Coding {
  return {
    tileSize: GRID_TILE[pixelMetres],
    codeBlock: GRID_BLOCK[pixelMetres],
    precinctExponent: GRID_PRECINCT[pixelMetres],
    bits,
    components: 1,
  };
}

const L2A_BANDS: Readonly<Record<GridMetres, readonly BandId[]>> = {
  10: ['B02', 'B03', 'B04', 'B08'],
  20: ['B01', 'B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B8A', 'B11', 'B12'],
  60: ['B01', 'B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B8A', 'B09', 'B11', 'B12'],
};
const L1C_BANDS: Readonly<Record<GridMetres, readonly BandId[]>> = {
  10: ['B02', 'B03', 'B04', 'B08'],
  20: ['B05', 'B06', 'B07', 'B8A', 'B11', 'B12'],
  60: ['B01', 'B09', 'B10'],
};

/** Bands that a level delivers on a grid. */
export function bandsOn(level: Level, pixelMetres: GridMetres): readonly BandId[] {
  return (level === 'L2A' ? L2A_BANDS : L1C_BANDS)[pixelMetres];
}

function imageFile(
  level: Level,
  pixelMetres: GridMetres,
  label: string,
  content: FileContent,
  coding: Coding,
): PlannedFile {
  const deep = level === 'L2A';
  return {
    key: `${label}_${pixelMetres}m`,
    content,
    pixelMetres,
    coding,
    folder: deep ? `IMG_DATA/R${pixelMetres}m` : 'IMG_DATA',
    name: deep ? `{tile}_${label}_${pixelMetres}m` : `{tile}_${label}`,
  };
}

function qualityFile(name: string, pixelMetres: number, content: FileContent, coding: Coding): PlannedFile {
  return { key: name, content, pixelMetres, coding, folder: 'QI_DATA', name };
}

/** The raster files of a product of a level, in ESA's order. AOT, WVP, the coarser true-colour images and the per-band quality masks are left out. */
export function planFiles(level: Level, previewPixels: number): PlannedFile[] {
  const files: PlannedFile[] = [];
  for (const pixelMetres of [10, 20, 60] as const) {
    for (const band of bandsOn(level, pixelMetres)) {
      files.push(imageFile(level, pixelMetres, band, { kind: 'band', band }, gridCoding(pixelMetres, 15)));
    }
    if (pixelMetres === 10) files.push(imageFile(level, pixelMetres, 'TCI', { kind: 'trueColour' }, COLOUR));
    if (level === 'L2A' && pixelMetres !== 10) {
      files.push(imageFile(level, pixelMetres, 'SCL', { kind: 'scl' }, gridCoding(pixelMetres, 8)));
      files.push(
        qualityFile(
          `MSK_CLDPRB_${pixelMetres}m`,
          pixelMetres,
          { kind: 'cloudProbability' },
          gridCoding(pixelMetres, 8),
        ),
        qualityFile(`MSK_SNWPRB_${pixelMetres}m`, pixelMetres, { kind: 'snowProbability' }, gridCoding(pixelMetres, 8)),
      );
    }
  }
  files.push(qualityFile('MSK_CLASSI_B00', 60, { kind: 'classification' }, COLOUR));
  files.push(qualityFile('{tile}_PVI', PREVIEW_METRES, { kind: 'preview' }, { ...COLOUR, tileSize: previewPixels }));
  return files;
}

/** Pixel size of the preview image. */
export const PREVIEW_METRES = 320;

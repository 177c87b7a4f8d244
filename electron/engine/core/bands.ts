/** Bands of the MultiSpectral Instrument, in the order of their band index in the product metadata (0 to 12). */
export const BAND_IDS = [
  'B01',
  'B02',
  'B03',
  'B04',
  'B05',
  'B06',
  'B07',
  'B08',
  'B8A',
  'B09',
  'B10',
  'B11',
  'B12',
] as const;

export type BandId = (typeof BAND_IDS)[number];

/** Processing levels that the application reads. */
export type Level = 'L1C' | 'L2A';

/** Pixel sizes, in metres, of the grids of a Sentinel-2 tile. */
export const GRID_METRES = [10, 20, 60] as const;

export type GridMetres = (typeof GRID_METRES)[number];

/** Native pixel size of each band in metres (Sentinel-2 Products Specification Document). */
export const NATIVE_METRES: Readonly<Record<BandId, GridMetres>> = {
  B01: 60,
  B02: 10,
  B03: 10,
  B04: 10,
  B05: 20,
  B06: 20,
  B07: 20,
  B08: 10,
  B8A: 20,
  B09: 60,
  B10: 60,
  B11: 20,
  B12: 20,
};

/** Centre wavelength of each band in nanometres (Sentinel-2A, rounded). */
export const WAVELENGTH_NANOMETRES: Readonly<Record<BandId, number>> = {
  B01: 443,
  B02: 493,
  B03: 560,
  B04: 665,
  B05: 704,
  B06: 741,
  B07: 783,
  B08: 833,
  B8A: 865,
  B09: 945,
  B10: 1374,
  B11: 1614,
  B12: 2202,
};

/** The bands that products of a level have: Level-2A has no cirrus band, which sees nothing of the ground. */
export function bandsOfLevel(level: Level): readonly BandId[] {
  return level === 'L1C' ? BAND_IDS : BAND_IDS.filter((band) => band !== 'B10');
}

export function isBandId(text: string): text is BandId {
  return (BAND_IDS as readonly string[]).includes(text);
}

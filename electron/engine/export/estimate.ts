import type { Grid } from '../core/grid.ts';

type Size = Pick<Grid, 'width' | 'height'>;

/** Something that may be exported, for {@link estimateRange}. */
export type ExportItem =
  | { readonly kind: 'mask' | 'probabilities' | 'quicklook'; readonly grid: Size }
  | {
      readonly kind: 'shp' | 'gpkg' | 'fgb' | 'geojson';
      /** Without a pixel size: of 60 m, whose polygons have most bytes for a pixel. */
      readonly grid: Size & { readonly pixelMetres?: number | undefined };
    }
  | { readonly kind: 'cleaned'; readonly grid: Size; readonly bands: number };

/** From, to. */
type Range = readonly [number, number];

/**
 * Bytes of file for each pixel, least and most, measured on files that this program wrote: T29UNU at 60 m (26 % clear of
 * what is valid, 41 % missing), both built-in samples at 10, 20 and 60 m, a whole scene at 20 m and a whole band at 10 m.
 * They differ by what is in a scene, not by the program: clear sky has no polygons, and cloud leaves nothing of a band.
 */
const BYTES_PER_PIXEL: Readonly<Record<Exclude<ExportItem['kind'], 'quicklook'>, Range>> = {
  mask: [0.03, 0.16],
  probabilities: [1.1, 3.3],
  // Of polygons at 20 m; see POLYGON_PIXEL_POWER.
  shp: [0.35, 1.5],
  gpkg: [0.45, 1.9],
  fgb: [0.4, 1.6],
  geojson: [0.65, 2.5],
  cleaned: [0.3, 1.75],
};
/** Borders of clouds are crooked: with pixels twice as large, a pixel has 1.4 times as many bytes of them. */
const POLYGON_PIXEL_POWER = 0.5;
const POLYGON_METRES = 20;
const COARSEST_METRES = 60;
/** Headers, styles, provenance; of vectors also tables and indices. */
const SMALL_PARTS: Range = [4 * 1024, 16 * 1024];
const VECTOR_PARTS: Range = [8 * 1024, 192 * 1024];
const QUICKLOOK_PER_PIXEL: Range = [0.4, 2.6];
const QUICKLOOK_MOST_BYTES = 6 * 1024 * 1024;

/** Between how many bytes an export will take on the disk. A scene without clouds takes less. */
export function estimateRange(item: ExportItem): Range {
  const pixels = item.grid.width * item.grid.height;
  if (item.kind === 'quicklook') {
    const [least, most] = QUICKLOOK_PER_PIXEL.map((bytes) => Math.min(QUICKLOOK_MOST_BYTES, pixels * bytes)) as [
      number,
      number,
    ];
    return [Math.ceil(Math.min(least, QUICKLOOK_MOST_BYTES / 4)), Math.ceil(most)];
  }
  const perPixel = BYTES_PER_PIXEL[item.kind];
  const isPolygons = 'shp gpkg fgb geojson'.split(' ').includes(item.kind);
  const metres = 'pixelMetres' in item.grid ? item.grid.pixelMetres : undefined;
  const planes = item.kind === 'cleaned' ? item.bands : 1;
  const factor = isPolygons ? ((metres ?? COARSEST_METRES) / POLYGON_METRES) ** POLYGON_PIXEL_POWER : planes;
  const parts = isPolygons ? VECTOR_PARTS : SMALL_PARTS;
  const bytes = ([0, 1] as const).map((end) => {
    const files = item.kind === 'cleaned' ? planes : 1;
    return Math.ceil(pixels * factor * perPixel[end] + files * parts[end]);
  });
  return [bytes[0] as number, bytes[1] as number];
}

/** How many bytes an export will take on the disk at most. */
export function estimateBytes(item: ExportItem): number {
  return estimateRange(item)[1];
}

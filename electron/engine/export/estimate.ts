import type { Grid } from '../core/grid.ts';

type Size = Pick<Grid, 'width' | 'height'>;

/** Something that may be exported, for {@link estimateBytes}. */
export type ExportItem =
  | { readonly kind: 'mask' | 'probabilities' | 'quicklook'; readonly grid: Size }
  | { readonly kind: 'shp' | 'gpkg' | 'fgb' | 'geojson'; readonly grid: Size }
  | { readonly kind: 'cleaned'; readonly grid: Size; readonly bands: number };

/** Overviews add a quarter, a sixteenth, and so on: a third together. */
const WITH_OVERVIEWS = 4 / 3;
/** Bytes of file per pixel of a cloudy scene, from files that this program wrote, rounded up. */
const BYTES_PER_PIXEL = {
  mask: 0.15 * WITH_OVERVIEWS,
  probabilities: 2.5 * WITH_OVERVIEWS,
  shp: 0.3,
  gpkg: 0.3,
  fgb: 0.3,
  geojson: 0.6,
  cleaned: 1.7 * WITH_OVERVIEWS,
} as const;
const SMALL_PARTS_BYTES = 256 * 1024;
const QUICKLOOK_BYTES = 6 * 1024 * 1024;

/** About how many bytes an export will take on the disk, rather too many than too few. */
export function estimateBytes(item: ExportItem): number {
  if (item.kind === 'quicklook') return QUICKLOOK_BYTES;
  const planes = item.kind === 'cleaned' ? item.bands : 1;
  return Math.ceil(item.grid.width * item.grid.height * planes * BYTES_PER_PIXEL[item.kind]) + SMALL_PARTS_BYTES;
}

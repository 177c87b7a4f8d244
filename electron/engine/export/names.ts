import type { BandId } from '../core/bands.ts';
import type { VectorFormat } from './polygons.ts';

/** File names of everything that can be exported of one product with one pack on one grid. */
export interface ExportNames {
  readonly mask: string;
  readonly probabilities: string;
  readonly quicklook: string;
  polygons(format: VectorFormat): string;
  /** Cleaned rasters have a grid of their own; no band means the stack of all. */
  cleaned(cleanedMetres: number, band?: BandId): string;
}

/** Packs of this application leave no trace in the names; what others make stands beside it under their own id. */
const OWN_PACK = /^nephos-/;

/**
 * Names such as `<product>_mask_20m.tif`. Characters that some file system forbids become `_`; a product id longer than
 * 150 characters is cut.
 */
export function exportNames(productId: string, gridMetres: number, packId: string): ExportNames {
  const product = fileNamePart(productId).slice(0, 150);
  const pack = OWN_PACK.test(packId) ? '' : `_${fileNamePart(packId)}`;
  const named = (what: string, metres: number, ending: string) =>
    `${product}_${what}_${plainMetres(metres)}m${pack}${ending}`;
  return {
    mask: named('mask', gridMetres, '.tif'),
    probabilities: named('probabilities', gridMetres, '.tif'),
    quicklook: named('quicklook', gridMetres, '.png'),
    polygons: (format) => named('polygons', gridMetres, `.${format}`),
    cleaned: (cleanedMetres, band) => named(band ? `clean_${band}` : 'clean', cleanedMetres, '.tif'),
  };
}

/** Metres to the centimetre: 10 for 10.000000001, 19.95, 60.02. */
export function plainMetres(metres: number): string {
  return String(Number(metres.toFixed(2)));
}

function fileNamePart(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go.
  const safe = text.replace(/[<>:"/\\|?*\u0000-\u001f]/g, '_').replace(/[. ]+$/, '');
  return safe === '' ? '_' : safe;
}

import type { Grid } from '../core/grid.ts';
import { attributionOf, type Provenance } from '../export/provenance.ts';
import { FREE_METRES, TARGET_DAYS } from './weights.ts';

/** Where a composite comes from and how it was made; in its file and beside it. */
export interface CompositeProvenance {
  readonly application: Provenance['application'];
  readonly method: typeof METHOD;
  readonly level: string;
  readonly tile: string | null;
  /** `2024-05-06`; null where every date counts alike. */
  readonly targetDate: string | null;
  readonly comparedBands: readonly string[];
  readonly maskPixelMetres: number;
  /** Every date with how its mask was made, and how many pixels of the composite are of it. */
  readonly dates: readonly (Omit<Provenance, 'application'> & { readonly day: string; readonly pixels: number })[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly pixels: number;
  /** Pixels with an observation. */
  readonly observedPixels: number;
  readonly warnings: readonly string[];
}

/** What was done, in words; part of the file. */
export const METHOD = {
  name: 'weighted medoid',
  choice:
    'Of the clear observations of a pixel the one with the least weighted sum of Euclidean distances to the others over all compared bands; its whole spectrum is kept.',
  weight: `Probability of clear, times a logistic score of the distance to cloud and shadow (one half at ${FREE_METRES / 2} m, full at ${FREE_METRES} m), times a Gaussian of the days to the target date (${TARGET_DAYS} days) where there is one.`,
  mask: 'The mask of each date with its thresholds, buffers and corrections; only clear pixels count.',
} as const;

/** The text of the file beside the composite. */
export function compositeJson(provenance: CompositeProvenance, grid: Grid): string {
  return `${JSON.stringify({ ...provenance, attribution: attribution(provenance), grid }, null, 2)}\n`;
}

/** Metadata items of the composite's file. */
export function compositeItems(provenance: CompositeProvenance): Record<string, string> {
  const { dates, application } = provenance;
  const distinct = (values: readonly string[]) => [...new Set(values)].join(', ');
  const parameters = dates.map(({ day, product, pack, parameters: own, corrections }) => ({
    day,
    product: product.id,
    pack: `${pack.id} ${pack.version}`,
    ...own,
    corrections: corrections.length,
  }));
  return {
    TIFFTAG_SOFTWARE: `${application.name} ${application.version}`,
    TIFFTAG_COPYRIGHT: attribution(provenance),
    NEPHOSCOPE_VERSION: application.version,
    NEPHOSCOPE_COMPOSITE: METHOD.name,
    NEPHOSCOPE_LEVEL: provenance.level,
    ...(provenance.tile === null ? {} : { NEPHOSCOPE_TILE: provenance.tile }),
    NEPHOSCOPE_PRODUCTS: dates.map(({ product }) => product.id).join(', '),
    NEPHOSCOPE_PACK: distinct(dates.map(({ pack }) => `${pack.id} ${pack.version}`)),
    NEPHOSCOPE_PACK_SHA256: distinct(dates.map(({ pack }) => pack.sha256)),
    NEPHOSCOPE_TARGET_DATE: provenance.targetDate ?? 'none',
    NEPHOSCOPE_COMPARED_BANDS: provenance.comparedBands.join(', '),
    NEPHOSCOPE_MASK_PIXEL_M: String(provenance.maskPixelMetres),
    NEPHOSCOPE_MASKS: JSON.stringify(parameters),
    NEPHOSCOPE_CREATED: provenance.endedAt,
  };
}

function attribution({ dates }: CompositeProvenance): string {
  return attributionOf(dates.map(({ product }) => product.sensingTime));
}

import type { Grid } from '../core/grid.ts';
import type { ClassStatistics } from '../mask/statistics.ts';
import type { Correction, MaskParameters } from '../mask/types.ts';

/** Where a mask comes from and how it was made; written beside it as JSON and into its metadata. */
export interface Provenance {
  readonly application: { readonly name: string; readonly version: string };
  readonly product: {
    readonly id: string;
    /** Name of the file or folder that was read, without the folders above it; of one on the network its address. */
    readonly source: string;
    readonly level: string;
    readonly platform: string | null;
    readonly tile: string | null;
    /** ISO 8601, UTC. */
    readonly sensingTime: string | null;
    readonly baseline: string | null;
    /** How DN became reflectance, (DN + offset) / quantification, and what told so. */
    readonly radiometry?: {
      readonly quantification: number;
      readonly offsets: Readonly<Record<string, number>>;
      readonly source: string | null;
      /** Where the files' own values are no DN: reflectance = value * scale + offset. */
      readonly stored?: { readonly scale: number; readonly offset: number };
    };
  };
  readonly pack: {
    readonly id: string;
    readonly version: string;
    readonly sha256: string;
    /** Bands for whose lack the pack has thresholds of its own, which are its defaults here. */
    readonly thresholdsWithout?: readonly string[];
  };
  /** Execution provider that the network ran on, for example `cpu`. */
  readonly device: string;
  readonly parameters: Omit<MaskParameters, 'persistence'>;
  /** Persistent places whose probability of cloud or shadow was lowered first, by a share of `weight`; absent where none was. */
  readonly persistence?: {
    readonly raster: string;
    readonly sha256: string;
    readonly weight: number;
    readonly dates: number | null;
    /** Of the whole grid. */
    readonly cloudPixels: number;
    readonly shadowPixels: number;
  };
  /**
   * Where parameters and corrections came from: one window, what was kept of the scene (`defaults` where
   * that was nothing), one recipe for many products.
   */
  readonly settings?: 'window' | 'kept' | 'recipe' | 'defaults' | undefined;
  /** Corrections by hand that the mask was given after all else, in their order. */
  readonly corrections: readonly Correction[];
  /** The scene helper's change of the network's last layer; absent where there was none. */
  readonly helper?: {
    readonly weights: readonly number[];
    readonly shift: readonly number[];
    readonly strokes: number;
    readonly pixels: number;
  };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Seconds of each stage. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** The provenance file's text: everything that {@link Provenance} holds, the grid and the class statistics. */
export function provenanceJson(provenance: Provenance, grid: Grid, statistics: ClassStatistics): string {
  return `${JSON.stringify({ ...provenance, attribution: attributionOf([provenance.product.sensingTime]), grid, statistics }, null, 2)}\n`;
}

/** Metadata items of a raster file: `NEPHOSCOPE_*` and the TIFF tags for software and copyright. */
export function provenanceItems(provenance: Provenance): Record<string, string> {
  const { product, pack, parameters, persistence } = provenance;
  const items: Record<string, string | null> = {
    TIFFTAG_SOFTWARE: `${provenance.application.name} ${provenance.application.version}`,
    TIFFTAG_COPYRIGHT: attributionOf([product.sensingTime]),
    NEPHOSCOPE_VERSION: provenance.application.version,
    NEPHOSCOPE_PRODUCT: product.id,
    NEPHOSCOPE_LEVEL: product.level,
    NEPHOSCOPE_TILE: product.tile,
    NEPHOSCOPE_SENSING_TIME: product.sensingTime,
    NEPHOSCOPE_BASELINE: product.baseline,
    NEPHOSCOPE_PACK: `${pack.id} ${pack.version}`,
    NEPHOSCOPE_PACK_SHA256: pack.sha256,
    NEPHOSCOPE_DEVICE: provenance.device,
    NEPHOSCOPE_CREATED: provenance.endedAt,
    NEPHOSCOPE_CORRECTIONS: String(provenance.corrections.length),
    NEPHOSCOPE_HELPER_STROKES: provenance.helper ? String(provenance.helper.strokes) : null,
    NEPHOSCOPE_MIN_AREA_M2: String(parameters.minAreaSquareMetres),
    NEPHOSCOPE_SHADOWS_NEED_CLOUD: parameters.shadowsNeedCloud ? 'yes' : null,
    NEPHOSCOPE_LOWER_PERSISTENT: persistence ? String(persistence.weight) : null,
    NEPHOSCOPE_PERSISTENT_PLACES: persistence ? `${persistence.raster} ${persistence.sha256}` : null,
  };
  for (const [id, value] of Object.entries(parameters.thresholds)) {
    items[`NEPHOSCOPE_THRESHOLD_${id.toUpperCase()}`] = String(value);
  }
  for (const [id, value] of Object.entries(parameters.bufferMetres)) {
    items[`NEPHOSCOPE_BUFFER_${id.toUpperCase()}_M`] = String(value);
  }
  return Object.fromEntries(Object.entries(items).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The notice that the Copernicus licence asks of derived works. */
export function attributionOf(sensingTimes: readonly (string | null)[]): string {
  const years = [...new Set(sensingTimes.flatMap((time) => (time === null ? [] : [time.slice(0, 4)])))].sort();
  return ['Contains modified Copernicus Sentinel data', years.join(', ')].filter(Boolean).join(' ');
}

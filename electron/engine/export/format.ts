import type { Grid, Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import type { ClassPercents } from '../mask/statistics.ts';
import type { ClassRaster } from '../mask/types.ts';
import type { ModelPack } from '../model/packs.ts';
import type { Product } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import type { ByteRange } from './estimate.ts';
import type { FormatOptions } from './format-options.ts';
import type { Provenance } from './provenance.ts';
import type { ReportEvidence } from './report/evidence.ts';
import type { StacClassTable } from './stac/classes.ts';
import type { ExportedFile, ExportOptions, ExportResult } from './types.ts';

/** What a format writes about, as far as it is known before anything is computed. */
export interface ExportSubject {
  readonly product: Product;
  readonly packId: string;
  /** The whole grid of the mask, and what of it is written. */
  readonly grid: Grid;
  readonly window: Window;
  /** What the area is called that the window holds; null for the whole scene. */
  readonly areaName?: string | null;
  readonly recipe: FormatOptions;
}

/** What a format writes. */
export interface ExportSource extends ExportSubject {
  /** Classes of the window. */
  readonly mask: ClassRaster;
  readonly percent: ClassPercents;
  /** Pixels of the mask that lie in the area. */
  readonly areaPixels: number;
  /** Of the window; null where no format of the run uses them, so that they take no room while files are written. */
  readonly probabilities: ProbabilityRaster | null;
  readonly provenance: Provenance;
  /** For formats that read bands. */
  readonly rasters: RasterContext;
  readonly pack: ModelPack;
  /** What formats before this one have written in the same run. */
  readonly written: readonly WrittenOutput[];
  /** What a report says of the mask besides: areas, agreement with references, points. */
  readonly evidence?: (() => Promise<ReportEvidence>) | undefined;
  /** Where the files will lie for good; the folder that they are written to, where it is not given. */
  readonly place?: StacPlace | undefined;
}

/** What a format has written. */
export interface WrittenOutput {
  readonly format: OutputFormat;
  readonly files: readonly ExportedFile[];
}

/** Where files will lie for good, and to which STAC collection they belong. */
export interface StacPlace {
  readonly home: string;
  readonly collection: { readonly id: string; readonly href: string } | null;
}

/** Everything that the application knows about an output format. */
export interface OutputFormat<Id extends string = string> {
  /** As the command line, recipes and the interface name it. */
  readonly id: Id;
  /** What a window calls it, and what else it says of it. */
  readonly title: string;
  readonly note: string;
  /** Which of a recipe's options it heeds. */
  readonly heeds: 'polygons' | 'bands' | 'figure' | null;
  /** Endings of its files, the main one first; what stands beside them for other programs not counted. */
  readonly extensions: readonly [string, ...string[]];
  /** Whether it writes probabilities; others are given none. */
  readonly usesProbabilities?: true;
  /** Of several formats, those with lower numbers are written first: the mask, since the others can be made from it again. */
  readonly order: number;
  /** What a STAC item says of its main files: roles, and what codes mean. */
  readonly stac: { readonly roles: readonly string[]; readonly classes?: StacClassTable };
  /** Names of its main files. @throws ExportError where the recipe asks for what the product does not have */
  names(subject: ExportSubject): readonly [string, ...string[]];
  /** Between how many bytes its files will take on the disk. A scene without clouds takes less. @throws as `names` */
  estimate(subject: ExportSubject): ByteRange;
  /** What the user should know before it is written; nothing where there is none. @throws as `names` */
  notes?(subject: ExportSubject): readonly string[];
  /** Writes its files into a folder. @throws ExportError, CancelledError; nothing half-written is left then */
  write(source: ExportSource, folder: string, options: ExportOptions): Promise<ExportResult>;
}

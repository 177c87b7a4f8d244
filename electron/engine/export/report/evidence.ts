import type { ShareRow } from '../figure/share-row.ts';

/** A mask against a class raster, as a report shows it. */
export interface AgreementTable {
  readonly name: string;
  /** What was assumed of it, in words. */
  readonly notes: readonly string[];
  /** Names of the classes that both tell apart. */
  readonly classes: readonly string[];
  /** Pixels; row = reference, column = mask. */
  readonly counts: readonly (readonly number[])[];
  readonly perClass: readonly { readonly producersAccuracy: number | null; readonly usersAccuracy: number | null }[];
  readonly overallAccuracy: number | null;
  readonly balancedAccuracy: number | null;
}

/** A mask on points that people labelled. */
export interface PointScoreTable extends AgreementTable {
  /** 95 % intervals. */
  readonly overallInterval: readonly [number, number] | null;
  readonly balancedInterval: readonly [number, number] | null;
  readonly outside: number;
}

/** What a report says besides the mask itself. */
export interface ReportEvidence {
  /** Shares in areas of interest. */
  readonly areas: readonly { readonly name: string; readonly shares: readonly ShareRow[] }[];
  readonly agreements: readonly AgreementTable[];
  readonly points: PointScoreTable | null;
  /** What could not be compared, and why. */
  readonly troubles: readonly string[];
}

import { compareToReference } from '../compare/compare.ts';
import type { AccuracyReport } from '../compare/confusion.ts';
import { readPoints } from '../compare/point-table.ts';
import { scorePoints } from '../compare/points.ts';
import { placeOfGrid } from '../compare/raster-place.ts';
import { type ReferenceRaster, readCloudClassification, readSceneClassification } from '../compare/reference.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import { NephoscopeError } from '../core/errors.ts';
import { shareRows } from '../export/figure/facts.ts';
import type { AgreementTable, PointScoreTable, ReportEvidence } from '../export/report/evidence.ts';
import { classPercents, classStatistics } from '../mask/statistics.ts';
import type { ClassRaster } from '../mask/types.ts';
import type { Product } from '../product/types.ts';
import { clipToPolygons, type Polygons, polygonsToPixels } from './area.ts';
import type { Plan } from './plan.ts';
import type { Workbench } from './workbench.ts';

/** What a report is to compare the mask with, besides the product's own masks. */
export interface ReportSources {
  readonly references?: readonly { readonly name: string; read(gridMetres: number): Promise<ReferenceRaster> }[];
  /** Table of points; of one that serves many rasters the one that is meant, and the pixels that rows and columns count. */
  readonly points?: {
    readonly path: string;
    readonly name: string;
    readonly file: string | null;
    readonly pixelMetres: number | null;
  };
  /** Areas of interest in lon/lat degrees whose shares are told. */
  readonly areas?: readonly { readonly name: string; readonly polygons: Polygons }[];
}

/** Areas, agreement and points of a report; what cannot be compared is told and passed over. */
export async function reportEvidence(
  bench: Workbench,
  product: Product,
  plan: Plan,
  mask: ClassRaster,
  sources: ReportSources,
): Promise<ReportEvidence> {
  const troubles: string[] = [];
  const tried = async <T>(name: string, work: () => Promise<T> | T): Promise<T[]> => {
    try {
      return [await work()];
    } catch (error) {
      if (!(error instanceof NephoscopeError)) throw error;
      troubles.push(`${name} is not in the report: ${error.message}`);
      return [];
    }
  };
  const agreements: AgreementTable[] = [];
  for (const { name, read } of [...ownReferences(bench, product), ...(sources.references ?? [])]) {
    const compared = async () => {
      const reference = await read(plan.grid.pixelMetres);
      const { report, notes } = compareToReference(mask, plan.windowGrid, reference);
      return agreementOf(name, report, notes);
    };
    agreements.push(...(await tried(name, compared)));
  }
  const { points } = sources;
  const [scored = null] = points ? await tried(points.name, () => pointsOf(points, plan, mask)) : [];
  const areas = [];
  for (const { name, polygons } of sources.areas ?? [])
    areas.push(...(await tried(name, () => ({ name, shares: sharesIn(polygons, plan, mask) }))));
  return { areas, agreements, points: scored, troubles };
}

function ownReferences(bench: Workbench, product: Product): NonNullable<ReportSources['references']> {
  const { open } = bench.rasters;
  return [
    ...(product.masks.scl.length > 0
      ? [
          {
            name: "The product's scene classification (SCL)",
            read: (metres: number) => readSceneClassification(product, open, metres),
          },
        ]
      : []),
    ...(product.masks.classification.length > 0
      ? [{ name: "The product's cloud mask (MSK_CLASSI)", read: () => readCloudClassification(product, open) }]
      : []),
  ];
}

function agreementOf(name: string, report: AccuracyReport, notes: readonly string[]): AgreementTable {
  const { matrix, classes, overallAccuracy, balancedAccuracy } = report;
  return {
    ...{ name, notes, overallAccuracy, balancedAccuracy, counts: matrix.counts },
    classes: matrix.codes.map((code) => MASK_CLASSES.find((one) => one.code === code)!.name),
    perClass: classes.map(({ producersAccuracy, usersAccuracy }) => ({ producersAccuracy, usersAccuracy })),
  };
}

async function pointsOf(
  { path, name, file, pixelMetres }: NonNullable<ReportSources['points']>,
  { windowGrid }: Plan,
  mask: ClassRaster,
): Promise<PointScoreTable> {
  const table = await readPoints(path, placeOfGrid(windowGrid));
  const chosen = file === null ? table.points : table.points.filter((point) => point.file === file);
  const pointPixelMetres = table.placedBy === 'row' ? (pixelMetres ?? windowGrid.pixelMetres) : windowGrid.pixelMetres;
  const { points, intervals, outside } = scorePoints(mask, chosen, { pointPixelMetres });
  return {
    ...agreementOf(`Points of ${name}`, points, table.notes),
    overallInterval: intervals.overallAccuracy,
    balancedInterval: intervals.balancedAccuracy,
    outside,
  };
}

function sharesIn(polygons: Polygons, { grid, window }: Plan, { codes, ...size }: ClassRaster) {
  const clipped = { ...size, codes: codes.slice() };
  const areaPixels = clipToPolygons(clipped.codes, window, polygonsToPixels(polygons, grid));
  const percent = classPercents(classStatistics(clipped), Math.max(1, areaPixels));
  return shareRows({ mask: clipped, percent, areaPixels });
}

import type { z } from 'zod';
import { readPoints } from '../compare/point-table.ts';
import { type PointScores, type ReferencePoint, scorePoints } from '../compare/points.ts';
import { placeOfGrid } from '../compare/raster-place.ts';
import type { PointReport, ScoredPoint, scorePointsSchema } from '../contract/points.ts';
import { type ClassCode, type ClassId, MASK_CLASSES, MISSING } from '../core/classes.ts';
import type { Grid } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition, utmZone } from '../core/utm.ts';
import type { MaskPart } from './mask-part.ts';

type Wanted = Omit<z.infer<typeof scorePointsSchema>, 'handle' | 'mask'>;

/**
 * Scores a whole mask on the points of a table, by the code that the command line scores with, and says what became of
 * each of them.
 * @throws CompareError where the table cannot be read, or no point lies in the scene
 */
export async function pointReport(path: string, { raster, grid }: MaskPart, wanted: Wanted): Promise<PointReport> {
  const table = await readPoints(path, placeOfGrid(grid));
  const files = [...new Set(table.points.flatMap(({ file }) => (file === null ? [] : [file])))].sort();
  const told = { files, placedBy: table.placedBy, notes: table.notes };
  if (files.length > 1 && wanted.file === null) return { ...told, points: [], outside: 0, scores: null };
  const chosen = wanted.file === null ? table.points : table.points.filter(({ file }) => file === wanted.file);
  // Coordinates became pixels of the mask already.
  const pixelMetres = table.placedBy === 'row' ? (wanted.pixelMetres ?? grid.pixelMetres) : grid.pixelMetres;
  const scored = scorePoints(raster, chosen, { pointPixelMetres: pixelMetres });
  const placeOf = placer(grid, pixelMetres);
  return {
    ...told,
    points: scored.outcomes.map(
      ({ point, mask, reference }): ScoredPoint => ({
        line: point.line,
        place: placeOf(point),
        reference: idOf(reference),
        mask: idOf(mask),
        state: mask === MISSING || reference === MISSING ? 'left-out' : mask === reference ? 'right' : 'wrong',
      }),
    ),
    outside: scored.outside,
    scores: scored.points.total === 0 ? null : scoresOf(scored),
  };
}

function scoresOf({ points, intervals, weighted, weightedStandardError }: PointScores): PointReport['scores'] {
  return {
    count: points.total,
    overallAccuracy: points.overallAccuracy,
    balancedAccuracy: points.balancedAccuracy,
    overallInterval: intervals.overallAccuracy,
    balancedInterval: intervals.balancedAccuracy,
    classes: points.classes.map(({ code, referenceCount, producersAccuracy, usersAccuracy }, k) => ({
      id: idOf(code),
      count: referenceCount,
      producersAccuracy,
      producersInterval: intervals.classes[k]!.producersAccuracy,
      usersAccuracy,
      usersInterval: intervals.classes[k]!.usersAccuracy,
    })),
    intervalMethod: intervals.method,
    weighted: weighted && { overallAccuracy: weighted.overallAccuracy, standardError: weightedStandardError },
  };
}

/** Centres of points in lon/lat degrees. */
function placer(grid: Grid, pixelMetres: number): (point: ReferencePoint) => ScoredPoint['place'] {
  if (grid.epsg === null || utmZone(grid.epsg) === null) return () => null;
  const project = proj4(utmDefinition(grid.epsg));
  return ({ row, column }) => {
    const x = grid.originX + (column + 0.5) * pixelMetres;
    const y = grid.originY - (row + 0.5) * pixelMetres;
    const [lon, lat] = project.inverse([x, y]) as [number, number];
    return { lon, lat };
  };
}

function idOf(code: ClassCode): ClassId {
  return MASK_CLASSES.find((one) => one.code === code)!.id;
}

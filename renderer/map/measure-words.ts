import { areaOf, lengthMetres } from '../geo/geodesic.ts';
import type { Measure } from '../state/measures.ts';
import { type AreaUnit, areaText, type LengthUnit, lengthText } from '../widgets/measure-text.ts';

export interface MeasureUnits {
  readonly length: LengthUnit;
  readonly area: AreaUnit;
}

/** What a measure comes to: a length; of an area its size and perimeter. Empty while there are too few corners. */
export function measureWords({ kind, corners }: Pick<Measure, 'kind' | 'corners'>, units: MeasureUnits): string {
  if (corners.length < 2) return '';
  if (kind === 'distance' || corners.length < 3) return lengthText(lengthMetres(corners), units.length);
  const { squareMetres, perimeterMetres } = areaOf(corners);
  return `${areaText(squareMetres, units.area)}, perimeter ${lengthText(perimeterMetres, units.length)}`;
}

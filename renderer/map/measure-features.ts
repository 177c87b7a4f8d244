import { geodesicPath } from '../geo/geodesic.ts';
import type { Measure, MeasureKind, Position } from '../state/measures.ts';

/** What is drawn of a measure: its line or outline as it was measured, and its corners. */
export function measureFeatures(measures: readonly Pick<Measure, 'kind' | 'corners'>[]): GeoJSON.FeatureCollection {
  return { type: 'FeatureCollection', features: measures.flatMap(({ kind, corners }) => featuresOf(kind, corners)) };
}

function featuresOf(kind: MeasureKind, corners: readonly Position[]): GeoJSON.Feature[] {
  const points: GeoJSON.Feature[] = corners.map(([lon, lat]) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [lon, lat] },
  }));
  if (corners.length < 2) return points;
  const isArea = kind === 'area' && corners.length > 2;
  const path = geodesicPath(isArea ? [...corners, corners[0]!] : corners).map(([lon, lat]) => [lon, lat]);
  const geometry: GeoJSON.Geometry = isArea
    ? { type: 'Polygon', coordinates: [path] }
    : { type: 'LineString', coordinates: path };
  return [{ type: 'Feature', properties: {}, geometry }, ...points];
}

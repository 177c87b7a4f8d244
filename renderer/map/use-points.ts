import { type GeoJSONSource, type Map as MapLibreMap, Marker } from 'maplibre-gl';
import { useEffect } from 'react';
import type { ScoredPoint } from '../api/types.ts';
import { useCurrentLine, usePoints } from '../state/points.ts';
import { useActiveProduct } from '../state/queries.ts';
import { usePointReport } from '../state/use-point-report.ts';
import { addPointIcons } from './point-icons.ts';

const SOURCE = 'reference-points';

function features(points: readonly ScoredPoint[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: points.flatMap(({ place, state, line }) =>
      place
        ? [
            {
              type: 'Feature',
              properties: { icon: `point-${state}`, line },
              geometry: { type: 'Point', coordinates: [place.lon, place.lat] },
            },
          ]
        : [],
    ),
  };
}

/** Shows reference points, right and wrong ones, and a ring around the one that is looked at. */
export function usePointMarks(map: MapLibreMap | null): void {
  const product = useActiveProduct();
  const visible = usePoints(({ tables }) => (product ? tables[product.key]?.visible : false) ?? false);
  const current = useCurrentLine(product?.key);
  const { data } = usePointReport();
  const points = visible ? data?.points : undefined;

  useEffect(() => {
    if (!map) return;
    const shown = features(points ?? []);
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) {
      source.setData(shown);
      return;
    }
    if (shown.features.length === 0) return;
    addPointIcons(map);
    map.addSource(SOURCE, { type: 'geojson', data: shown });
    map.addLayer({
      id: SOURCE,
      type: 'symbol',
      source: SOURCE,
      layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    });
  }, [map, points]);

  useEffect(() => {
    const place = points?.find(({ line }) => line === current)?.place;
    if (!map || !place) return;
    const element = document.createElement('div');
    element.className = 'point-ring';
    const mark = new Marker({ element }).setLngLat([place.lon, place.lat]).addTo(map);
    return () => {
      mark.remove();
    };
  }, [map, points, current]);
}

import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { useEffect } from 'react';
import { sayError } from '../state/messages.ts';
import { setUi, useUi } from '../state/ui.ts';
import { drawPolygon } from './draw-polygon.ts';

const SOURCE = 'area';
type Position = [number, number];

function areaFeature(polygons: readonly (readonly (readonly Position[])[])[] | undefined): GeoJSON.FeatureCollection {
  if (!polygons) return { type: 'FeatureCollection', features: [] };
  const coordinates = polygons.map((rings) => rings.map((ring) => [...ring]));
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates } }],
  };
}

/** Shows the area of interest, and lets one be drawn with the drawing tool. */
export function useArea(map: MapLibreMap | null, drawsHere: boolean): void {
  const drawing = useUi((ui) => ui.tool === 'draw') && drawsHere;
  const area = useUi((ui) => ui.area);

  useEffect(() => {
    if (!map) return;
    const data = areaFeature(area?.polygons);
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) {
      source.setData(data);
      return;
    }
    map.addSource(SOURCE, { type: 'geojson', data });
    map.addLayer({
      id: 'area-edge',
      type: 'line',
      source: SOURCE,
      paint: { 'line-color': '#000000', 'line-width': 4, 'line-opacity': 0.6 },
    });
    map.addLayer({
      id: 'area-line',
      type: 'line',
      source: SOURCE,
      paint: { 'line-color': '#ffffff', 'line-width': 2, 'line-dasharray': [3, 2] },
    });
  }, [map, area]);

  useEffect(() => {
    if (!map || !drawing) return;
    return drawPolygon(
      map,
      (ring) => setUi({ area: { name: 'Drawn area', polygons: [[ring]] }, tool: 'pan' }),
      (error) => {
        sayError(error);
        setUi({ tool: 'pan' });
      },
    );
  }, [map, drawing]);
}

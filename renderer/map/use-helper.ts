import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { useEffect } from 'react';
import type { ApiCorrection } from '../api/types.ts';
import { LABEL_CLASSES } from '../state/label/classes.ts';
import { useSceneHelper } from '../state/label/helper.ts';
import { useUi } from '../state/ui.ts';

const SOURCE = 'helper-strokes';
const CODES = { clear: 1, shadow: 2, semi: 3, cloud: 4, computed: 0 } as const;

function lines(strokes: readonly ApiCorrection[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: strokes.flatMap(({ class: id, shape }) => {
      if (shape.kind !== 'stroke') return [];
      const [first] = shape.points;
      const coordinates = shape.points.length === 1 && first ? [first, first] : shape.points;
      const colour = LABEL_CLASSES[CODES[id]]?.colour ?? '#ffffff';
      return [{ type: 'Feature', properties: { colour }, geometry: { type: 'LineString', coordinates } }];
    }),
  };
}

/** Shows the strokes of the scene helper while the panel "Label" is seen. */
export function useHelperStrokes(map: MapLibreMap | null): void {
  const { strokes } = useSceneHelper();
  const isSeen = useUi((ui) => ui.rightTab === 'label');
  useEffect(() => {
    if (!map) return;
    const shown = lines(isSeen ? strokes : []);
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) {
      source.setData(shown);
      return;
    }
    if (shown.features.length === 0) return;
    map.addSource(SOURCE, { type: 'geojson', data: shown });
    const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
    map.addLayer({
      id: SOURCE,
      type: 'line',
      source: SOURCE,
      layout,
      paint: { 'line-color': '#fff', 'line-width': 6 },
    });
    map.addLayer({
      id: `${SOURCE}-colour`,
      type: 'line',
      source: SOURCE,
      layout,
      paint: { 'line-color': ['get', 'colour'], 'line-width': 4 },
    });
  }, [map, strokes, isSeen]);
}

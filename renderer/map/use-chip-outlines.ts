import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { useEffect } from 'react';
import type { LabelChip } from '../api/types.ts';
import { useLabelChips } from '../state/label/project.ts';
import { useActiveProduct } from '../state/queries.ts';
import { useUi } from '../state/ui.ts';

const SOURCE = 'label-chips';

function outlines(chips: readonly LabelChip[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: chips.flatMap(({ footprint, state }) =>
      footprint
        ? [
            {
              type: 'Feature',
              properties: { state },
              geometry: { type: 'LineString', coordinates: footprint.map(([lon, lat]) => [lon, lat]) },
            },
          ]
        : [],
    ),
  };
}

/** Shows where the chips of the active product lie while the panel "Label" is seen; accepted ones with a whole line. */
export function useChipOutlines(map: MapLibreMap | null): void {
  const { data: chips } = useLabelChips();
  const product = useActiveProduct();
  const isSeen = useUi((ui) => ui.rightTab === 'label');
  useEffect(() => {
    if (!map) return;
    const own = isSeen ? (chips ?? []).filter((chip) => chip.product.key === product?.key) : [];
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) {
      source.setData(outlines(own));
      return;
    }
    if (own.length === 0) return;
    map.addSource(SOURCE, { type: 'geojson', data: outlines(own) });
    const paint = { 'line-color': '#ffffff', 'line-width': 1.5 };
    map.addLayer({ id: SOURCE, type: 'line', source: SOURCE, filter: ['==', 'state', 'accepted'], paint });
    map.addLayer({
      id: `${SOURCE}-open`,
      type: 'line',
      source: SOURCE,
      filter: ['!=', 'state', 'accepted'],
      paint: { ...paint, 'line-dasharray': [3, 2] },
    });
  }, [map, chips, product, isSeen]);
}

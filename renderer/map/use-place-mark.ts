import { type Map as MapLibreMap, Marker } from 'maplibre-gl';
import { useEffect } from 'react';
import { usePlaceMark } from '../state/place-mark.ts';

/** Marks the place that was gone to, until the map is clicked. */
export function usePlaceMarkOn(map: MapLibreMap | null): void {
  const at = usePlaceMark((state) => state.at);
  useEffect(() => {
    if (!map || !at) return;
    const element = document.createElement('div');
    element.className = 'place-mark';
    const mark = new Marker({ element }).setLngLat([at.lon, at.lat]).addTo(map);
    const forget = () => usePlaceMark.setState({ at: null });
    map.on('click', forget);
    return () => {
      map.off('click', forget);
      mark.remove();
    };
  }, [map, at]);
}

import type { Map as MapLibreMap } from 'maplibre-gl';
import { useEffect } from 'react';
import { setUi, useCursor } from '../state/ui.ts';
import { toMercator } from './mercator.ts';

/** Tells the rest of the window what is in view and where the pointer is. */
export function useViewport(map: MapLibreMap | null): void {
  useEffect(() => {
    if (!map) return;
    const tell = () => {
      const bounds = map.getBounds();
      const [west, south] = toMercator(bounds.getWest(), bounds.getSouth());
      const [east, north] = toMercator(bounds.getEast(), bounds.getNorth());
      setUi({ viewport: { bounds: [west, south, east, north], zoom: map.getZoom(), latitude: map.getCenter().lat } });
    };
    tell();
    map.on('moveend', tell);
    map.on('resize', tell);
    map.on('mousemove', ({ lngLat }) => useCursor.setState({ at: { lon: lngLat.lng, lat: lngLat.lat } }));
    map.on('mouseout', () => useCursor.setState({ at: null }));
    return () => {
      map.off('moveend', tell);
      map.off('resize', tell);
    };
  }, [map]);
}

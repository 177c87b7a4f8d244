import type { Map as MapLibreMap } from 'maplibre-gl';
import { useEffect } from 'react';
import { onGlobe } from '../geo/globe.ts';
import { toMercator } from '../geo/mercator.ts';
import { setUi, useCursor, useUi } from '../state/ui.ts';

/** Waiting that is shorter is not worth a word. */
const PENDING_MILLISECONDS = 1000;

/** Tells the rest of the window what is in view and where the pointer is. */
export function useViewport(map: MapLibreMap | null): void {
  const wanted = useUi((ui) => ui.wantedCamera);
  useEffect(() => {
    if (map && wanted) map.jumpTo(wanted);
  }, [map, wanted]);
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
    // A window that goes while the map still glides is kept where it is by then: in the capture, before what is kept is sent.
    window.addEventListener('pagehide', tell, { capture: true });
    map.on('mousemove', ({ lngLat }) => useCursor.setState({ at: { lon: onGlobe(lngLat.lng), lat: lngLat.lat } }));
    map.on('mouseout', () => useCursor.setState({ at: null }));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      timer ??= setTimeout(() => setUi({ tilesPending: true }), PENDING_MILLISECONDS);
    };
    const rest = () => {
      clearTimeout(timer);
      timer = undefined;
      setUi({ tilesPending: false });
    };
    map.on('sourcedataloading', wait);
    map.on('idle', rest);
    return () => {
      clearTimeout(timer);
      map.off('sourcedataloading', wait);
      map.off('idle', rest);
      map.off('moveend', tell);
      map.off('resize', tell);
      window.removeEventListener('pagehide', tell, { capture: true });
    };
  }, [map]);
}

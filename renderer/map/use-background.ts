import type { Map as MapLibreMap, RasterTileSource } from 'maplibre-gl';
import { useEffect } from 'react';
import { useSettings } from '../state/queries.ts';
import { backgroundTiles, useBackgroundReturns } from './background-protocol.ts';

const ID = 'background';
const TILE_PIXELS = 256;
const FINEST_ZOOM = 19;

/** Lays the online map below everything else while the user has it on. */
export function useBackground(map: MapLibreMap | null): void {
  const { data: settings } = useSettings();
  const returns = useBackgroundReturns(({ count }) => count);
  const template = settings?.background.on ? settings.background.template : null;

  useEffect(() => {
    if (!map || template === null) return;
    map.addSource(ID, {
      type: 'raster',
      tiles: [backgroundTiles(template)],
      tileSize: TILE_PIXELS,
      maxzoom: FINEST_ZOOM,
    });
    map.addLayer({ id: ID, type: 'raster', source: ID, paint: { 'raster-fade-duration': 0 } }, map.getLayersOrder()[0]);
    // Nothing to take away: the window is loaded anew when the setting changes.
  }, [map, template]);

  useEffect(() => {
    const source = map?.getSource(ID) as RasterTileSource | undefined;
    if (returns > 0 && source?.tiles) source.setTiles([...source.tiles]);
  }, [map, returns]);
}

import type { LngLat, Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import type { TerraDrawMouseEvent } from 'terra-draw';

type Position = [number, number];

/** Takes down where the map is clicked; what it returns ends that and gives the places, in degrees. */
function holdClicks(map: MapLibreMap): () => readonly LngLat[] {
  const places: LngLat[] = [];
  const hold = ({ lngLat }: MapMouseEvent) => void places.push(lngLat);
  map.on('click', hold);
  return () => {
    map.off('click', hold);
    return places;
  };
}

function clickAt(map: MapLibreMap, { lng, lat }: LngLat): TerraDrawMouseEvent {
  const { x, y } = map.project([lng, lat]);
  return { lng, lat, containerX: x, containerY: y, button: 'left', heldKeys: [], isContextMenu: false };
}

/**
 * Lets the user draw polygons, one after the other, until it is stopped; a double click, Enter or a click on the first
 * corner ends each. Clicks that are made while the drawing is still being loaded are corners too. Returns how to stop.
 */
export function drawPolygon(
  map: MapLibreMap,
  onDone: (ring: Position[]) => void,
  onError: (error: unknown) => void,
): () => void {
  const clicked = holdClicks(map);
  map.doubleClickZoom.disable();
  let stop = () => {};
  let ended = false;
  const start = async () => {
    const [{ TerraDraw, TerraDrawPolygonMode }, { TerraDrawMapLibreGLAdapter }] = await Promise.all([
      import('terra-draw'),
      import('terra-draw-maplibre-gl-adapter'),
    ]);
    if (ended) return;
    const mode = new TerraDrawPolygonMode({
      styles: {
        fillColor: '#ffffff',
        fillOpacity: 0.12,
        outlineColor: '#ffffff',
        outlineWidth: 2,
        closingPointColor: '#ffffff',
        closingPointOutlineColor: '#000000',
      },
    });
    const draw = new TerraDraw({ adapter: new TerraDrawMapLibreGLAdapter({ map }), modes: [mode] });
    draw.start();
    draw.setMode('polygon');
    draw.on('finish', (id) => {
      const feature = draw.getSnapshotFeature(id);
      if (feature?.geometry.type === 'Polygon') onDone(feature.geometry.coordinates[0] as Position[]);
      if (!ended) draw.clear();
    });
    stop = () => {
      // Without its style, as when the graphics card lost it, the map has nothing of the drawing to take away.
      if (map.style) draw.stop();
    };
    for (const place of clicked()) mode.onClick(clickAt(map, place));
  };
  start().catch(onError);
  return () => {
    ended = true;
    clicked();
    stop();
    map.doubleClickZoom.enable();
  };
}

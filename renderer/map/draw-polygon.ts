import type { Map as MapLibreMap } from 'maplibre-gl';

type Position = [number, number];

/**
 * Lets the user draw polygons, one after the other, until it is stopped; a double click, Enter or a click on the first
 * corner ends each. Returns how to stop.
 */
export function drawPolygon(
  map: MapLibreMap,
  onDone: (ring: Position[]) => void,
  onError: (error: unknown) => void,
): () => void {
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
    map.doubleClickZoom.disable();
    draw.on('finish', (id) => {
      const feature = draw.getSnapshotFeature(id);
      if (feature?.geometry.type === 'Polygon') onDone(feature.geometry.coordinates[0] as Position[]);
      if (!ended) draw.clear();
    });
    stop = () => {
      // Without its style, as when the graphics card lost it, the map has nothing of the drawing to take away.
      if (map.style) draw.stop();
      map.doubleClickZoom.enable();
    };
  };
  start().catch(onError);
  return () => {
    ended = true;
    stop();
  };
}

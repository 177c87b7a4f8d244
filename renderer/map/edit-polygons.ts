import type { Map as MapLibreMap } from 'maplibre-gl';
import type { AreaPolygons } from '../state/areas.ts';

type Position = [number, number];

interface Listener {
  onChange(polygons: AreaPolygons): void;
  /** Enter or Escape was pressed. */
  onEnd(): void;
  onError(error: unknown): void;
}

/** Decimals of a degree that the drawing keeps: a tenth of a millimetre. */
const DECIMALS = 9;
const CORNER = {
  selectionPointColor: '#ffffff',
  selectionPointOutlineColor: '#000000',
  selectionPointWidth: 5,
} as const;
const MIDDLE = { midPointColor: '#ffffff', midPointOutlineColor: '#000000', midPointWidth: 3 } as const;
const EDGE = {
  selectedPolygonColor: '#ffffff',
  selectedPolygonOutlineColor: '#ffffff',
  selectedPolygonOutlineWidth: 2,
} as const;

/**
 * Lets the user move the corners of polygons without holes: a corner is dragged, a point between two becomes a corner,
 * a right click takes one away, the whole is dragged by its inside. Returns how to stop.
 */
export function editPolygons(map: MapLibreMap, polygons: AreaPolygons, listener: Listener): () => void {
  let stop = () => {};
  let ended = false;
  const start = async () => {
    const [{ TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode }, { TerraDrawMapLibreGLAdapter }] =
      await Promise.all([import('terra-draw'), import('terra-draw-maplibre-gl-adapter')]);
    if (ended) return;
    const flags = {
      polygon: {
        feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } },
      },
    };
    const select = new TerraDrawSelectMode({
      flags,
      keyEvents: null,
      allowManualDeselection: false,
      styles: { ...CORNER, ...MIDDLE, ...EDGE, selectedPolygonFillOpacity: 0.12 },
    });
    const draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map }),
      modes: [new TerraDrawPolygonMode(), select],
    });
    draw.start();
    // From here on there is something to take away, also where what follows fails.
    stop = () => {
      // Without its style, as when the graphics card lost it, the map has nothing of the drawing to take away.
      if (map.style) draw.stop();
    };
    const added = draw.addFeatures(
      polygons.map(([outer = []]) => ({
        type: 'Feature',
        properties: { mode: 'polygon' },
        geometry: { type: 'Polygon', coordinates: [outer.map(rounded)] },
      })),
    );
    const refused = added.find(({ valid }) => !valid);
    if (refused) throw new Error(`This shape cannot be edited on the map (${refused.reason}). Draw it anew.`);
    draw.setMode('select');
    const [first] = added;
    if (first?.id !== undefined) draw.selectFeature(first.id);
    map.doubleClickZoom.disable();
    draw.on('finish', () => {
      const shapes = draw
        .getSnapshot()
        .flatMap(({ geometry, properties }) =>
          geometry.type === 'Polygon' && properties.mode === 'polygon' ? [[geometry.coordinates[0] as Position[]]] : [],
        );
      if (shapes.length > 0) listener.onChange(shapes);
    });
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      event.preventDefault();
      listener.onEnd();
    };
    const container = map.getContainer();
    container.addEventListener('keydown', key);
    const stopDrawing = stop;
    stop = () => {
      container.removeEventListener('keydown', key);
      stopDrawing();
      map.doubleClickZoom.enable();
    };
  };
  start().catch(listener.onError);
  return () => {
    ended = true;
    stop();
  };
}

function rounded([lon, lat]: readonly [number, number]): Position {
  return [Number(lon.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];
}

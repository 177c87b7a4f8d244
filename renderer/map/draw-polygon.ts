import type { LngLat, Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import type { TerraDrawMouseEvent } from 'terra-draw';

type Position = [number, number];

/** What the keyboard does to the corners of what is being drawn. */
interface Corners {
  add(place: LngLat): void;
  /** Takes the last one back; false where there is none. */
  takeBack(): boolean;
}

/**
 * Lets X set a corner where the cross stands, and Backspace or undoing take the last one back: what was made before it stays.
 * Returns how to end that.
 */
function cornersByKey(map: MapLibreMap, corners: Corners): () => void {
  const key = (event: KeyboardEvent) => {
    const isHere = event.target === document.body || event.target === map.getCanvas();
    if (!isHere || event.altKey) return;
    const name = event.key.toLowerCase();
    const isPlain = !(event.ctrlKey || event.metaKey);
    if (isPlain ? name === 'backspace' : name === 'z' && !event.shiftKey) {
      if (corners.takeBack()) event.preventDefault();
      return;
    }
    if (name !== 'x' || !isPlain) return;
    event.preventDefault();
    // Enter, which ends, is heard there.
    map.getCanvas().focus();
    corners.add(map.getCenter());
  };
  document.body.addEventListener('keydown', key);
  return () => document.body.removeEventListener('keydown', key);
}

function clickAt(map: MapLibreMap, { lng, lat }: LngLat): TerraDrawMouseEvent {
  const { x, y } = map.project([lng, lat]);
  return { lng, lat, containerX: x, containerY: y, button: 'left', heldKeys: [], isContextMenu: false };
}

/**
 * Lets the user draw polygons, one after the other, until it is stopped; a click or X sets a corner; a double click,
 * Enter or a click on the first corner ends each; Backspace or undoing takes the last corner back. Corners that are set while the drawing is still being loaded count
 * too. Returns how to stop.
 */
export function drawPolygon(
  map: MapLibreMap,
  onDone: (ring: Position[]) => void,
  onError: (error: unknown) => void,
): () => void {
  const held: LngLat[] = [];
  let add = (place: LngLat): void => void held.push(place);
  // Until the drawing hears of clicks by itself.
  const click = ({ lngLat }: MapMouseEvent) => add(lngLat);
  map.on('click', click);
  let takeBack = () => held.pop() !== undefined;
  const endKeys = cornersByKey(map, { add: (place) => add(place), takeBack: () => takeBack() });
  map.doubleClickZoom.disable();
  let stop = () => {};
  let ended = false;
  const start = async () => {
    const [{ TerraDraw, TerraDrawModeUndoRedo, TerraDrawPolygonMode }, { TerraDrawMapLibreGLAdapter }] =
      await Promise.all([import('terra-draw'), import('terra-draw-maplibre-gl-adapter')]);
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
    const draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map }),
      modes: [mode],
      undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
    });
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
    map.off('click', click);
    add = (place) => mode.onClick(clickAt(map, place));
    takeBack = () => draw.canUndo() && draw.undo();
    for (const place of held) add(place);
  };
  start().catch(onError);
  return () => {
    ended = true;
    map.off('click', click);
    endKeys();
    stop();
    map.doubleClickZoom.enable();
  };
}

import { LngLat, type Map as MapLibreMap, type MapMouseEvent, type MapTouchEvent } from 'maplibre-gl';
import { useEffect } from 'react';
import { metresPerPixel } from '../geo/mercator.ts';
import { commitPatch, commitStroke, draftStroke, useCorrecting } from '../state/correcting.ts';
import { useHelper } from '../state/label/helper.ts';
import { commitHelperStroke, draftHelperStroke } from '../state/label/helper-fit.ts';
import { sayError } from '../state/messages.ts';
import { setUi, useCursor, useUi } from '../state/ui.ts';
import { drawPolygon } from './draw-polygon.ts';

type Position = [number, number];

/** Points of a stroke lie this far apart, as a share of the radius: the outline is the same to the eye. */
const SPACING = 0.25;

/** Radius of the brush on the screen, CSS pixels. */
function radiusPixels(map: MapLibreMap, latitude: number, radiusMetres: number): number {
  return radiusMetres / metresPerPixel(map.getZoom(), latitude);
}

/** A ring narrower than this, in CSS pixels, is lost on an image: a larger one of dashes is drawn around it. */
const PLAIN_RING = 12;

/** What paints on the map: how wide it is, and where its strokes go. */
interface MapBrush {
  readonly radiusMetres: () => number;
  /** Calls the listener when the width changes; returns how to end that. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly draft: (points: readonly Position[]) => void;
  readonly commit: (points: readonly Position[]) => void;
}

const CORRECTING: MapBrush = {
  radiusMetres: () => useCorrecting.getState().radiusMetres,
  subscribe: useCorrecting.subscribe,
  draft: draftStroke,
  commit: commitStroke,
};

const HELPING: MapBrush = {
  radiusMetres: () => useHelper.getState().radiusMetres,
  subscribe: useHelper.subscribe,
  draft: draftHelperStroke,
  commit: commitHelperStroke,
};

/** The round brush as it would cover the map, under the pointer. */
function brushRing(
  map: MapLibreMap,
  brush: MapBrush,
): { readonly move: (at: LngLat) => void; readonly remove: () => void } {
  const ring = document.createElement('div');
  ring.className = 'brush-ring';
  ring.hidden = true;
  map.getCanvasContainer().append(ring);
  let place: LngLat | null = null;
  const show = () => {
    if (!place) return;
    const { x, y } = map.project(place);
    const size = 2 * radiusPixels(map, place.lat, brush.radiusMetres());
    ring.hidden = false;
    ring.classList.toggle('tiny', size < PLAIN_RING);
    Object.assign(ring.style, { left: `${x}px`, top: `${y}px`, width: `${size}px`, height: `${size}px` });
  };
  const hide = () => {
    ring.hidden = true;
  };
  // The tool may be taken by its key, with the pointer at rest over the map.
  const { at } = useCursor.getState();
  if (at && map.getCanvasContainer().matches(':hover')) {
    place = new LngLat(at.lon, at.lat);
    show();
  }
  const stop = brush.subscribe(show);
  map.on('zoom', show);
  map.on('mouseout', hide);
  return {
    move: (at) => {
      place = at;
      show();
    },
    remove: () => {
      stop();
      map.off('zoom', show);
      map.off('mouseout', hide);
      ring.remove();
    },
  };
}

/** What a pointer does to a stroke. */
interface Stroke {
  readonly begin: (at: LngLat) => void;
  readonly go: (event: Pick<MapMouseEvent, 'lngLat' | 'point'>) => void;
  readonly end: () => void;
}

/** Lets one finger paint, by moving or by a tap; two move the map. Returns how to stop. */
function paintByFinger(map: MapLibreMap, { begin, go, end }: Stroke): () => void {
  /** Where a finger came down that has not painted yet: another may follow. */
  let place: LngLat | null = null;
  const down = ({ lngLat, points }: MapTouchEvent) => {
    if (points.length > 1) end();
    place = points.length === 1 ? lngLat : null;
  };
  const move = (event: MapTouchEvent) => {
    if (event.points.length > 1) return;
    if (place) begin(place);
    place = null;
    go(event);
  };
  const up = ({ originalEvent }: MapTouchEvent) => {
    // A mouse that is made up of a tap would paint once more.
    originalEvent.preventDefault();
    if (place) begin(place);
    place = null;
    end();
  };
  const cancel = () => {
    place = null;
    end();
  };
  map.on('touchstart', down);
  map.on('touchmove', move);
  map.on('touchend', up);
  map.on('touchcancel', cancel);
  return () => {
    map.off('touchstart', down);
    map.off('touchmove', move);
    map.off('touchend', up);
    map.off('touchcancel', cancel);
  };
}

/** Lets the pointer paint; returns how to stop. A stroke that is not ended by then is taken as it is. */
function paint(map: MapLibreMap, brush: MapBrush): () => void {
  const ring = brushRing(map, brush);
  let points: Position[] | null = null;
  const begin = ({ lng, lat }: LngLat) => {
    points = [[lng, lat]];
    brush.draft(points);
  };
  const go = ({ lngLat, point }: Pick<MapMouseEvent, 'lngLat' | 'point'>) => {
    ring.move(lngLat);
    const last = points?.at(-1);
    if (!points || !last) return;
    const before = map.project(last);
    if (before.dist(point) < Math.max(2, SPACING * radiusPixels(map, lngLat.lat, brush.radiusMetres()))) return;
    points = [...points, [lngLat.lng, lngLat.lat]];
    brush.draft(points);
  };
  const end = () => {
    if (points) brush.commit(points);
    points = null;
  };
  const down = ({ lngLat, originalEvent }: MapMouseEvent) => {
    // With Shift the map is zoomed to a rectangle.
    if (originalEvent.button === 0 && !originalEvent.shiftKey) begin(lngLat);
  };
  const stopFingers = paintByFinger(map, { begin, go, end });
  map.dragPan.disable();
  map.doubleClickZoom.disable();
  map.on('mousedown', down);
  map.on('mousemove', go);
  // Also where the button is let go outside of the map.
  window.addEventListener('mouseup', end);
  return () => {
    end();
    ring.remove();
    map.off('mousedown', down);
    map.off('mousemove', go);
    stopFingers();
    window.removeEventListener('mouseup', end);
    map.dragPan.enable();
    map.doubleClickZoom.enable();
  };
}

/** Corrects the mask by hand: with the brush, or area by area. */
export function useCorrectingTools(map: MapLibreMap | null): void {
  const tool = useUi((ui) => ui.tool);
  useEffect(() => {
    if (!map) return;
    if (tool === 'brush') return paint(map, CORRECTING);
    if (tool === 'helper') return paint(map, HELPING);
    if (tool !== 'patch') return;
    return drawPolygon(map, commitPatch, (error) => {
      sayError(error);
      setUi({ tool: 'pan' });
    });
  }, [map, tool]);
}

import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect } from 'react';
import type { ApiCorrection } from '../api/types.ts';
import { correctionsAt } from '../geo/correction-hit.ts';
import { together } from '../geo/globe.ts';
import { metresPerPixel } from '../geo/mercator.ts';
import {
  chooseCorrection,
  followCorrections,
  nextOf,
  reshapeCorrection,
  useAmending,
  useCorrections,
  whyFixed,
} from '../state/amending.ts';
import { corrections } from '../state/correcting.ts';
import { sayError } from '../state/messages.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { editPolygons } from './edit-polygons.ts';

const SOURCE = 'corrections';
/** A thin correction is chosen from this many pixels away. */
const NEAR_PIXELS = 6;
/** Zooms between which the radius of a stroke is told; it doubles with each. */
const ZOOMS = 24;

const isEditable = (correction: ApiCorrection): boolean => whyFixed(correction) === null;

function feature({ shape }: ApiCorrection, isChosen: boolean): GeoJSON.Feature {
  if (shape.kind === 'polygon') {
    const ring = together(shape.ring).map(([lon, lat]) => [lon, lat]);
    return { type: 'Feature', properties: { isChosen }, geometry: { type: 'LineString', coordinates: ring } };
  }
  const points = together(shape.points).map(([lon, lat]) => [lon, lat]);
  const [first] = points as [[number, number]];
  const pixels = shape.radiusMetres / metresPerPixel(0, first[1]);
  // A line without length is not drawn.
  const geometry: GeoJSON.Geometry =
    points.length === 1 ? { type: 'Point', coordinates: first } : { type: 'LineString', coordinates: points };
  return { type: 'Feature', properties: { isChosen, pixels }, geometry };
}

/** All corrections as lines; an area whose corners are being moved is drawn by who moves them. */
function features(list: readonly ApiCorrection[], chosen: number | null): GeoJSON.FeatureCollection {
  const shown = list.flatMap((one, index) =>
    index === chosen && isEditable(one) ? [] : [feature(one, index === chosen)],
  );
  return { type: 'FeatureCollection', features: shown };
}

const IS_CHOSEN: ExpressionSpecification = ['get', 'isChosen'];

/** A multiple of the radius that a stroke has on the screen, which grows with the zoom. */
const pixelsTimes = (factor: number): ExpressionSpecification => {
  const at = (zoom: number): ExpressionSpecification => ['*', factor * 2 ** zoom, ['get', 'pixels']];
  return ['interpolate', ['exponential', 2], ['zoom'], 0, at(0), ZOOMS, at(ZOOMS)];
};

function addLayers(map: MapLibreMap): void {
  map.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const opacity: ExpressionSpecification = ['case', IS_CHOSEN, 0.45, 0.2];
  const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
  map.addLayer({
    id: 'correction-stroke',
    type: 'line',
    source: SOURCE,
    filter: ['all', ['has', 'pixels'], ['!', isPoint]],
    layout,
    paint: { 'line-color': '#ffffff', 'line-width': pixelsTimes(2), 'line-opacity': opacity },
  });
  map.addLayer({
    id: 'correction-dot',
    type: 'circle',
    source: SOURCE,
    filter: isPoint,
    paint: {
      'circle-color': '#ffffff',
      'circle-opacity': opacity,
      'circle-radius': pixelsTimes(1),
      'circle-stroke-color': '#ffffff',
      'circle-stroke-width': ['case', IS_CHOSEN, 2.5, 1],
    },
  });
  for (const [id, color, thin, thick] of [
    ['correction-edge', '#000000', 3, 4],
    ['correction-line', '#ffffff', 1.5, 2.5],
  ] as const)
    map.addLayer({
      id,
      type: 'line',
      source: SOURCE,
      layout,
      paint: { 'line-color': color, 'line-width': ['case', IS_CHOSEN, thick, thin] },
    });
}

function removeLayers(map: MapLibreMap): void {
  // Without its style, as when the graphics card lost it, there is nothing to take away.
  if (!map.style || !map.getSource(SOURCE)) return;
  for (const id of ['correction-stroke', 'correction-dot', 'correction-edge', 'correction-line']) map.removeLayer(id);
  map.removeSource(SOURCE);
}

/** Lets a click choose the correction under it, and another click the one below; returns how to stop. */
function chooseByClick(map: MapLibreMap): () => void {
  const click = ({ lngLat: { lng, lat } }: MapMouseEvent) => {
    const near = NEAR_PIXELS * metresPerPixel(map.getZoom(), lat);
    const { chosen } = useAmending.getState();
    chooseCorrection(nextOf(correctionsAt(corrections(), [lng, lat], near), chosen));
  };
  map.on('click', click);
  return () => map.off('click', click);
}

/** Lets the corners of a corrected area be moved; begins anew where it changes otherwise, as by undo. */
function moveCorners(map: MapLibreMap, index: number): () => void {
  const ringNow = () => {
    const one = corrections()[index];
    return one && isEditable(one) && one.shape.kind === 'polygon' ? one.shape.ring : null;
  };
  let own: ReturnType<typeof ringNow> = null;
  let isOwn = false;
  let stop = () => {};
  const start = () => {
    stop();
    stop = () => {};
    own = ringNow();
    if (!own) return;
    stop = editPolygons(map, [[together(own)]], {
      onChange: ([rings]) => {
        isOwn = true;
        reshapeCorrection(index, rings![0]!);
        isOwn = false;
        own = ringNow();
      },
      onEnd: () => chooseCorrection(null),
      onError: (error) => {
        sayError(error);
        chooseCorrection(null);
      },
    });
  };
  start();
  const unsubscribe = useScenes.subscribe(() => {
    if (!isOwn && ringNow() !== own) start();
  });
  return () => {
    unsubscribe();
    stop();
  };
}

/** Shows the corrections while they are edited: one is chosen, its corners are dragged. */
export function useAmendingTool(map: MapLibreMap | null): void {
  const isOn = useUi((ui) => ui.tool === 'amend');
  const list = useCorrections();
  const chosen = useAmending((state) => state.chosen);
  useEffect(() => {
    if (!map || !isOn) return;
    addLayers(map);
    const ends = [chooseByClick(map), followCorrections()];
    return () => {
      for (const end of ends) end();
      removeLayers(map);
      chooseCorrection(null);
    };
  }, [map, isOn]);
  useEffect(() => {
    if (!map || !isOn) return;
    (map.getSource(SOURCE) as GeoJSONSource | undefined)?.setData(features(list, chosen));
  }, [map, isOn, list, chosen]);
  useEffect(() => {
    if (map && isOn && chosen !== null) return moveCorners(map, chosen);
  }, [map, isOn, chosen]);
}

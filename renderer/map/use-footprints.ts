import {
  type ExpressionSpecification,
  type GeoJSONSource,
  type Map as MapLibreMap,
  type MapMouseEvent,
  Marker,
} from 'maplibre-gl';
import { useEffect, useMemo, useState } from 'react';
import { useMapLook } from '../state/map-look.ts';
import { useProducts } from '../state/queries.ts';
import { useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { type FootprintPlace, footprintPlaces } from './footprint-places.ts';

type OnScene = (ids: readonly string[], at: { readonly x: number; readonly y: number }, asks: boolean) => void;

const SOURCE = 'footprints';
const HIT = 'footprints-hit';
/** Below this share of the map's width a scene is small: its outline tells more than it hides. */
const SMALL = 0.5;
const ACTIVE_COLOUR = '#4cbfae';

function features(places: readonly FootprintPlace[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: places.map(({ ring, isActive }, index) => ({
      type: 'Feature',
      properties: { index, isActive },
      geometry: { type: 'LineString', coordinates: ring.map(([lon, lat]) => [lon, lat]) },
    })),
  };
}

function addLayers(map: MapLibreMap, data: GeoJSON.FeatureCollection): void {
  map.addSource(SOURCE, { type: 'geojson', data });
  const colour: ExpressionSpecification = ['case', ['get', 'isActive'], ACTIVE_COLOUR, '#ffffff'];
  map.addLayer({
    id: 'footprints-edge',
    type: 'line',
    source: SOURCE,
    paint: { 'line-color': '#000000', 'line-width': 3.5, 'line-opacity': 0.6 },
  });
  map.addLayer({
    id: 'footprints-line',
    type: 'line',
    source: SOURCE,
    paint: { 'line-color': colour, 'line-width': 1.5 },
  });
  // An outline is thin; what is near enough is meant.
  map.addLayer({
    id: HIT,
    type: 'line',
    source: SOURCE,
    paint: { 'line-color': '#000000', 'line-width': 12, 'line-opacity': 0 },
  });
}

/** The width of a place on the screen, CSS pixels. */
function widthOf(map: MapLibreMap, { ring }: FootprintPlace): number {
  const xs = ring.map(([lon, lat]) => map.project([lon, lat]).x);
  return Math.max(...xs) - Math.min(...xs);
}

/** Those of the places whose outlines are to be seen; the same array while they stay so. */
function useSeenPlaces(map: MapLibreMap | null): readonly FootprintPlace[] {
  const { data: products } = useProducts();
  const active = useScenes((state) => state.active);
  const always = useMapLook((look) => look.footprintsAlways);
  const places = useMemo(() => footprintPlaces(products ?? [], active), [products, active]);
  const [small, setSmall] = useState('');
  useEffect(() => {
    if (!map) return;
    const tell = () => {
      const limit = SMALL * map.getCanvas().clientWidth;
      setSmall(places.map((place) => (widthOf(map, place) < limit ? '1' : '0')).join(''));
    };
    tell();
    map.on('moveend', tell);
    map.on('resize', tell);
    return () => {
      map.off('moveend', tell);
      map.off('resize', tell);
    };
  }, [map, places]);
  return useMemo(() => places.filter((_, index) => always || small[index] === '1'), [places, always, small]);
}

function labelOf(place: FootprintPlace, onScene: OnScene): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = place.isActive ? 'footprint-label active' : 'footprint-label';
  element.textContent = place.label;
  element.title = place.names;
  const tell = (asks: boolean) => (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    const { left, bottom } = element.getBoundingClientRect();
    element.focus();
    onScene(
      place.products.map(({ id }) => id),
      { x: left, y: bottom },
      asks,
    );
  };
  element.addEventListener('click', tell(false));
  element.addEventListener('contextmenu', tell(true));
  return element;
}

/** The north-western corner of a place: there its label stands. */
const cornerOf = ({ ring }: FootprintPlace): [number, number] => [
  Math.min(...ring.map(([lon]) => lon)),
  Math.max(...ring.map(([, lat]) => lat)),
];

/** Outlines of the open scenes with their dates, where they are small or wanted at every scale; a click shows a scene. */
export function useFootprints(map: MapLibreMap | null, onScene: OnScene): void {
  const places = useSeenPlaces(map);
  const canChoose = useUi((ui) => ui.tool === 'pan');

  useEffect(() => {
    if (!map) return;
    const data = features(places);
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) source.setData(data);
    else if (places.length > 0) addLayers(map, data);
    const marks = places.map((place) => {
      const element = labelOf(place, onScene);
      return { element, mark: new Marker({ element, anchor: 'bottom-left' }).setLngLat(cornerOf(place)).addTo(map) };
    });
    const under = ({ point }: MapMouseEvent): number | null => {
      if (!canChoose || !map.getLayer(HIT)) return null;
      const index = map.queryRenderedFeatures(point, { layers: [HIT] })[0]?.properties.index;
      return typeof index === 'number' ? index : null;
    };
    const hover = (event: MapMouseEvent) => {
      const index = under(event);
      map.getCanvas().style.cursor = index === null ? '' : 'pointer';
      for (const [at, { element }] of marks.entries()) {
        element.classList.toggle('hovered', at === index);
        element.textContent = at === index ? places[at]!.names : places[at]!.label;
      }
    };
    const choose = (event: MapMouseEvent) => {
      const place = places[under(event) ?? -1];
      const { clientX, clientY } = event.originalEvent;
      if (!place) return;
      onScene(
        place.products.map(({ id }) => id),
        { x: clientX, y: clientY },
        false,
      );
    };
    if (places.length > 0) {
      map.on('mousemove', hover);
      map.on('click', choose);
    }
    return () => {
      map.off('mousemove', hover);
      map.off('click', choose);
      for (const { mark } of marks) mark.remove();
      if (map.style) map.getCanvas().style.cursor = '';
    };
  }, [map, places, canChoose, onScene]);
}

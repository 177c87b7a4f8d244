import { type GeoJSONSource, type Map as MapLibreMap, Marker } from 'maplibre-gl';
import { useEffect } from 'react';
import { type Area, addArea, editArea, reshapeArea, useAreaList, useAreas, useChosenArea } from '../state/areas.ts';
import { sayError } from '../state/messages.ts';
import { setUi, useUi } from '../state/ui.ts';
import { drawPolygon } from './draw-polygon.ts';
import { editPolygons } from './edit-polygons.ts';

const SOURCE = 'area';

function features(list: readonly Area[], chosen: string | null): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: list.map(({ id, polygons }) => ({
      type: 'Feature',
      properties: { chosen: id === chosen },
      geometry: {
        type: 'MultiPolygon',
        coordinates: polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]) => [lon, lat]))),
      },
    })),
  };
}

function addLayers(map: MapLibreMap, data: GeoJSON.FeatureCollection): void {
  map.addSource(SOURCE, { type: 'geojson', data });
  map.addLayer({
    id: 'area-edge',
    type: 'line',
    source: SOURCE,
    paint: { 'line-color': '#000000', 'line-width': ['case', ['get', 'chosen'], 4, 3], 'line-opacity': 0.6 },
  });
  map.addLayer({
    id: 'area-line',
    type: 'line',
    source: SOURCE,
    paint: { 'line-color': '#ffffff', 'line-width': ['case', ['get', 'chosen'], 2, 1], 'line-dasharray': [3, 2] },
  });
}

/** The northernmost corner: there the name stands. */
function topOf({ polygons }: Area): [number, number] | null {
  const corners = polygons.flatMap(([outer = []]) => outer);
  const [first] = corners;
  if (!first) return null;
  const [lon, lat] = corners.reduce((top, corner) => (corner[1] > top[1] ? corner : top), first);
  return [lon, lat];
}

/** Shows the areas of interest with their names, and lets them be drawn and edited. */
export function useArea(map: MapLibreMap | null, drawsHere: boolean): void {
  const drawing = useUi((ui) => ui.tool === 'draw') && drawsHere;
  const list = useAreaList();
  const chosen = useChosenArea()?.id ?? null;
  const edited = useAreas((state) => (drawsHere ? state.edited : null));

  useEffect(() => {
    if (!map) return;
    const data = features(
      list.filter(({ id }) => id !== edited),
      chosen,
    );
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) source.setData(data);
    else addLayers(map, data);
  }, [map, list, chosen, edited]);

  useEffect(() => {
    if (!map) return;
    const marks = list.flatMap((area) => {
      const place = topOf(area);
      if (!place) return [];
      const element = document.createElement('div');
      element.className = area.id === chosen ? 'area-name chosen' : 'area-name';
      element.textContent = area.name;
      return [new Marker({ element, anchor: 'bottom' }).setLngLat(place).addTo(map)];
    });
    return () => {
      for (const mark of marks) mark.remove();
    };
  }, [map, list, chosen]);

  useEffect(() => {
    if (!map || !drawing) return;
    return drawPolygon(
      map,
      (ring) => {
        addArea('Area', [[ring]]);
        setUi({ tool: 'pan' });
      },
      (error) => {
        sayError(error);
        setUi({ tool: 'pan' });
      },
    );
  }, [map, drawing]);

  useEffect(() => {
    if (!map || edited === null) return;
    return editUntilStopped(map, edited);
  }, [map, edited]);
}

/** Lets the corners of an area be moved; begins anew where the area changes otherwise, as by undo. */
function editUntilStopped(map: MapLibreMap, id: string): () => void {
  let own: Area['polygons'] | null = null;
  let stop = () => {};
  const start = () => {
    stop();
    const area = useAreas.getState().history.present.list.find((one) => one.id === id);
    if (!area) {
      editArea(null);
      return;
    }
    own = area.polygons;
    stop = editPolygons(map, area.polygons, {
      onChange: (polygons) => {
        own = polygons;
        reshapeArea(id, polygons);
      },
      onEnd: () => editArea(null),
      onError: (error) => {
        sayError(error);
        editArea(null);
      },
    });
  };
  start();
  const unsubscribe = useAreas.subscribe(({ history }) => {
    const now = history.present.list.find((one) => one.id === id);
    if (now?.polygons !== own) start();
  });
  return () => {
    unsubscribe();
    stop();
  };
}

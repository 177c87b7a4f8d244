import {
  type ExpressionSpecification,
  type GeoJSONSource,
  type Map as MapLibreMap,
  type MapMouseEvent,
  Marker,
} from 'maplibre-gl';
import { useEffect } from 'react';
import { openContextMenu } from '../commands/context-menu.ts';
import {
  addCorner,
  endMeasure,
  type Measure,
  type Position,
  pointAt,
  removeLastCorner,
  removeMeasure,
  useMeasures,
} from '../state/measures.ts';
import { sayInfo } from '../state/messages.ts';
import { useUi } from '../state/ui.ts';
import { copyText } from '../widgets/clipboard.ts';
import { measureFeatures } from './measure-features.ts';
import { useMeasureUnits } from './measure-units.ts';
import { measureWords } from './measure-words.ts';

const SOURCE = 'measures';
/** Clicks that are nearer to each other are those of a double click. */
const DOUBLE_CLICK_PIXELS = 6;

function addLayers(map: MapLibreMap, data: GeoJSON.FeatureCollection): void {
  map.addSource(SOURCE, { type: 'geojson', data });
  const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
  const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
  const isLine: ExpressionSpecification = ['!', isPoint];
  map.addLayer({
    id: 'measure-fill',
    type: 'fill',
    source: SOURCE,
    filter: isArea,
    paint: { 'fill-color': '#ffffff', 'fill-opacity': 0.12 },
  });
  for (const [id, color, width] of [
    ['measure-edge', '#000000', 4],
    ['measure-line', '#ffffff', 2],
  ] as const)
    map.addLayer({
      id,
      type: 'line',
      source: SOURCE,
      filter: isLine,
      paint: { 'line-color': color, 'line-width': width },
    });
  map.addLayer({
    id: 'measure-corner',
    type: 'circle',
    source: SOURCE,
    filter: isPoint,
    paint: {
      'circle-color': '#ffffff',
      'circle-radius': 3,
      'circle-stroke-color': '#000000',
      'circle-stroke-width': 1,
    },
  });
}

/** Clicks and keys of the measuring tool on one map; returns how to stop. */
function measureOn(map: MapLibreMap): () => void {
  const click = ({ lngLat }: MapMouseEvent) => addCorner([lngLat.lng, lngLat.lat]);
  const move = ({ lngLat }: MapMouseEvent) => pointAt([lngLat.lng, lngLat.lat]);
  const end = (event: MapMouseEvent) => {
    event.preventDefault();
    // Its two clicks have added two corners where one was meant.
    const [before, last] = useMeasures.getState().draft.slice(-2);
    if (before && last && map.project([...before]).dist(map.project([...last])) < DOUBLE_CLICK_PIXELS)
      removeLastCorner();
    endMeasure();
  };
  const key = (event: KeyboardEvent) => {
    const isHere = event.target === document.body || event.target === map.getCanvas();
    if (!isHere || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') endMeasure();
    else if (event.key === 'Backspace') removeLastCorner();
    else if (event.key === 'x' || event.key === 'X') addCorner([map.getCenter().lng, map.getCenter().lat]);
    else return;
    event.preventDefault();
  };
  map.doubleClickZoom.disable();
  map.on('click', click);
  map.on('mousemove', move);
  map.on('dblclick', end);
  map.getContainer().addEventListener('keydown', key);
  document.body.addEventListener('keydown', key);
  return () => {
    map.off('click', click);
    map.off('mousemove', move);
    map.off('dblclick', end);
    map.getContainer().removeEventListener('keydown', key);
    document.body.removeEventListener('keydown', key);
    map.doubleClickZoom.enable();
  };
}

function middleOf(corners: readonly Position[]): [number, number] {
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  return [mean(0), mean(1)];
}

/** A label with what a measure comes to; a click on it, or the menu key, offers to copy or to remove it. */
function labelOf(measure: Measure, words: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'measure-label';
  element.textContent = words;
  element.setAttribute('aria-haspopup', 'menu');
  const open = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    const { left, bottom } = element.getBoundingClientRect();
    const copy = () => void copyText(words).then(() => sayInfo(`${words} is on the clipboard.`));
    const groups = [
      [{ label: 'Copy', note: words, run: copy }],
      [{ label: 'Remove', run: () => removeMeasure(measure.id) }],
    ];
    element.focus();
    openContextMenu(measure.kind === 'area' ? 'Area' : 'Distance', groups, { x: left, y: bottom });
  };
  element.addEventListener('click', open);
  element.addEventListener('contextmenu', open);
  return element;
}

/** Shows what was measured, and lets the pointer measure. */
export function useMeasureTool(map: MapLibreMap | null): void {
  const isOn = useUi((ui) => ui.tool === 'measure');
  const { list, kind, draft, pointer } = useMeasures();
  const units = useMeasureUnits();

  useEffect(() => (map && isOn ? measureOn(map) : undefined), [map, isOn]);
  useEffect(() => (isOn ? () => void endMeasure() : undefined), [isOn]);

  useEffect(() => {
    if (!map) return;
    const corners = pointer ? [...draft, pointer] : draft;
    const data = measureFeatures([...list, { kind, corners }]);
    const source = map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) source.setData(data);
    else if (data.features.length > 0) addLayers(map, data);
    const words = measureWords({ kind, corners }, units);
    if (words === '') return;
    const element = document.createElement('div');
    element.className = 'measure-label draft';
    element.textContent = words;
    const mark = new Marker({ element, anchor: 'left', offset: [12, 0] }).setLngLat([...corners.at(-1)!]).addTo(map);
    return () => void mark.remove();
  }, [map, list, kind, draft, pointer, units]);

  useEffect(() => {
    if (!map) return;
    const marks = list.map((measure) => {
      const element = labelOf(measure, measureWords(measure, units));
      const { kind: of, corners } = measure;
      return of === 'area'
        ? new Marker({ element }).setLngLat(middleOf(corners)).addTo(map)
        : new Marker({ element, anchor: 'left', offset: [8, 0] }).setLngLat([...corners.at(-1)!]).addTo(map);
    });
    return () => {
      for (const mark of marks) mark.remove();
    };
  }, [map, list, units]);
}

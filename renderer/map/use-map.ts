import type { Map as MapLibreMap } from 'maplibre-gl';
import { type RefObject, useEffect, useState } from 'react';
import { keepMap } from './keep-map.ts';

/** A map in an element, ready for layers; null until it is, and while the graphics card has lost it. */
export function useMap(container: RefObject<HTMLDivElement | null>): MapLibreMap | null {
  const [map, setMap] = useState<MapLibreMap | null>(null);
  useEffect(() => (container.current ? keepMap(container.current, setMap) : undefined), [container]);
  return map;
}

import { type Area, type Areas, takeAreas, useAreas } from '../areas.ts';
import type { WindowPart } from './part.ts';
import { fieldsOf, isPosition, listOf } from './read.ts';

const isRing = (ring: unknown) => listOf(ring).length >= 4 && listOf(ring).every(isPosition);
const isPolygon = (rings: unknown) => listOf(rings).length > 0 && listOf(rings).every(isRing);

function readArea(kept: unknown): Area[] {
  const { id, name, polygons } = fieldsOf(kept);
  if (typeof id !== 'string' || typeof name !== 'string') return [];
  return listOf(polygons).length > 0 && listOf(polygons).every(isPolygon) ? [{ id, name, polygons } as Area] : [];
}

function readAreas(kept: unknown): Areas {
  const { list, chosen } = fieldsOf(kept);
  const read = listOf(list).flatMap(readArea);
  return { list: read, chosen: read.find(({ id }) => id === chosen)?.id ?? null };
}

/** The areas of interest. */
export const areasPart: WindowPart = {
  name: 'areas',
  isShared: true,
  get: () => useAreas.getState().history.present,
  put: (kept) => takeAreas(readAreas(kept)),
  subscribe: (listener) =>
    useAreas.subscribe((now, before) => {
      if (now.history.present !== before.history.present) listener();
    }),
};

import { useUi } from '../ui.ts';
import { storePart } from './part.ts';
import { fieldsOf, isPosition, listOf } from './read.ts';

type Area = ReturnType<typeof useUi.getState>['area'];

const isRing = (ring: unknown) => listOf(ring).length >= 4 && listOf(ring).every(isPosition);
const isPolygon = (rings: unknown) => listOf(rings).length > 0 && listOf(rings).every(isRing);

function readArea(kept: unknown): Area {
  const { name, polygons } = fieldsOf(kept);
  if (typeof name !== 'string' || listOf(polygons).length === 0 || !listOf(polygons).every(isPolygon)) return null;
  return { name, polygons } as Area;
}

/** The area of interest. */
export const areaPart = storePart({
  name: 'area',
  isShared: true,
  store: useUi,
  pick: ({ area }) => area,
  read: readArea,
  initial: null,
  restore: (area) => ({ area }),
});

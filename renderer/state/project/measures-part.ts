import { type Measure, type Position, useMeasures } from '../measures.ts';
import { storePart } from './part.ts';
import { fieldsOf, isPosition, listOf, oneOf } from './read.ts';

function readMeasures(kept: unknown): readonly Measure[] {
  return listOf(kept).flatMap((one) => {
    const { id, kind, corners } = fieldsOf(one);
    const known = oneOf(['distance', 'area'], kind);
    const isMeasure =
      typeof id === 'string' && known && listOf(corners).length > 1 && listOf(corners).every(isPosition);
    return isMeasure ? [{ id, kind: known, corners: corners as readonly Position[] }] : [];
  });
}

/** What was measured on the map. */
export const measuresPart = storePart({
  name: 'measures',
  isShared: true,
  store: useMeasures,
  pick: ({ list }) => list,
  read: readMeasures,
  initial: [],
  restore: (list) => ({ list, draft: [], pointer: null }),
});

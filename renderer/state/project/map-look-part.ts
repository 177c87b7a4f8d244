import { MAP_LOOK, useMapLook } from '../map-look.ts';
import { storePart } from './part.ts';
import { fieldsOf } from './read.ts';

/** What stands on the map besides the layers: legend, footprints. */
export const mapLookPart = storePart({
  name: 'map-look',
  isShared: false,
  store: useMapLook,
  pick: ({ legend, legendFolded, footprintsAlways }) => ({ legend, legendFolded, footprintsAlways }),
  read: (kept) => {
    const { legend, legendFolded, footprintsAlways } = fieldsOf(kept);
    return {
      legend: legend !== false,
      legendFolded: legendFolded === true,
      footprintsAlways: footprintsAlways === true,
    };
  },
  initial: MAP_LOOK,
  restore: (look) => look,
});

import { create } from 'zustand';

interface MapLook {
  readonly legend: boolean;
  readonly legendFolded: boolean;
  /** Whether outlines of all open scenes are there at every scale; otherwise only where a scene is small on the map. */
  readonly footprintsAlways: boolean;
}

export const MAP_LOOK: MapLook = { legend: true, legendFolded: false, footprintsAlways: false };

/** What stands on the map besides the layers. */
export const useMapLook = create<MapLook>(() => MAP_LOOK);

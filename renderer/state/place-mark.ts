import { create } from 'zustand';

/** The place that was gone to last, in degrees; a click on the map takes its mark away. */
export const usePlaceMark = create<{ readonly at: { readonly lon: number; readonly lat: number } | null }>(() => ({
  at: null,
}));

import { create } from 'zustand';
import type { ClassLayer } from '../api/types.ts';
import type { MaskChoice } from './scene.ts';

/** What lies in the pixels of an overlay on the map, which may be another thing than what was asked for last. */
export interface DrawnMask {
  readonly product: string;
  readonly request: ClassLayer;
  /** Share of the mask that is computed, 0 to 1. */
  readonly fraction: number;
  /** Made at the resolution of the view while a slider moves. */
  readonly draft: boolean;
  /** The coarser mask that fills what is not computed; null where none does. */
  readonly standIn: MaskChoice | null;
}

/** By pane and overlay. */
export const useDrawnMasks = create<Readonly<Record<string, DrawnMask>>>(() => ({}));

export function setDrawnMask(key: string, drawn: DrawnMask | null): void {
  useDrawnMasks.setState((all) => {
    const { [key]: _, ...rest } = all;
    return drawn ? { ...rest, [key]: drawn } : rest;
  }, true);
}

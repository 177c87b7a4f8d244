import { create } from 'zustand';
import type { MeasureUnits } from './measure-words.ts';

/** The units that measures are told in, while the window is open. */
export const useMeasureUnits = create<MeasureUnits>(() => ({ length: 'auto', area: 'auto' }));

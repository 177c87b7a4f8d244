/** Bounds that the engine holds, for a page that offers no more; and how a threshold meets a stored probability. */
export { FLAGGED_CLASSES, MAX_BUFFER_METRES, MAX_SLIDER_AREA, REACH_STEP_METRES, TOLD_AREAS } from '../core/classes.ts';
export { thresholdByte } from '../mask/parameters.ts';

/** Fewest dates of which one can be the typical one. */
export const LEAST_COMPOSITE_DATES = 2;
/** Fewest dates that tell what comes and goes from what stays. */
export const LEAST_PERSISTENCE_DATES = 6;

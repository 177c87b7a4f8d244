/** Whether the system asks for as little motion as can be. */
const wantsNoMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** How long a row that is dragged takes to its place, milliseconds. */
const DRAG_MILLISECONDS = 120;

/** How a dragged row goes to its place: at once where the system asks for that. */
export const dragTransition = () => (wantsNoMotion() ? null : { duration: DRAG_MILLISECONDS });

/** Codes, names and colours of the classes, for a page that draws them. */
export { CLEAR, MASK_CLASSES } from '../core/classes.ts';

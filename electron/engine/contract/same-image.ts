/** Which products show the same image: the same in the window as in the engine. */
export { isSameImage } from '../core/same-image.ts';

/** Which pixels a shape covers: the same in the window as in the engine. */
export { crossingsOfRing, spanOfCapsule } from '../mask/scanline.ts';

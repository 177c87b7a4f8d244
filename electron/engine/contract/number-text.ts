/** Numbers as they are written for people: the same in the window as in figures and reports. */
export { grouped, percentText } from '../core/number-text.ts';

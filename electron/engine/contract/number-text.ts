/** Days and numbers as they are written for people: the same in the window as in figures and reports. */
export { dayAndMonth, shortDay, shortMonth } from '../core/day-text.ts';
export { grouped, percentText, withMinus } from '../core/number-text.ts';

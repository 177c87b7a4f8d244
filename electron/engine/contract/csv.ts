/** Tables for other programs: written by the window as by the engine. */
export { csvText } from '../core/csv.ts';

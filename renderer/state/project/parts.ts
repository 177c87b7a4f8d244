import { activePart } from './active-part.ts';
import { areasPart } from './areas-part.ts';
import { bookmarksPart } from './bookmarks-part.ts';
import { comparedPart } from './compared-part.ts';
import { exportPart } from './export-part.ts';
import { labelPart } from './label-part.ts';
import { mapLookPart } from './map-look-part.ts';
import { measuresPart } from './measures-part.ts';
import { orderPart } from './order-part.ts';
import type { WindowPart } from './part.ts';
import { pinsPart } from './pins-part.ts';
import { pointsPart } from './points-part.ts';
import { stripPart } from './strip-part.ts';
import { undoPart } from './undo-part.ts';
import { viewPart } from './view-part.ts';

/** What of the window's state belongs to the project: one file and one line here for each. */
export const PARTS: readonly WindowPart[] = [
  areasPart,
  pinsPart,
  pointsPart,
  viewPart,
  stripPart,
  activePart,
  comparedPart,
  undoPart,
  exportPart,
  labelPart,
  bookmarksPart,
  measuresPart,
  mapLookPart,
  orderPart,
];

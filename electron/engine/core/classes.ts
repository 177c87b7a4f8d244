/** Codes of the mask's classes (those of KappaMask). 0 is never written. */
export const CLEAR = 1;
export const SHADOW = 2;
export const SEMI = 3;
export const CLOUD = 4;
export const MISSING = 5;

export type ClassCode = 1 | 2 | 3 | 4 | 5;
export type ClassId = 'clear' | 'shadow' | 'semi' | 'cloud' | 'missing';
/** Classes that can be thresholded, buffered and cleaned; clear is what is left. */
export type FlaggedClassId = 'shadow' | 'semi' | 'cloud';

export interface MaskClass {
  readonly code: ClassCode;
  readonly id: ClassId;
  readonly name: string;
  /** sRGB as `#RRGGBB` (Okabe-Ito palette); null where nothing is filled. */
  readonly colour: string | null;
}

/** The one table of class names and colours; colours are safe for colour-blind readers. */
export const MASK_CLASSES: readonly MaskClass[] = [
  { code: CLEAR, id: 'clear', name: 'Clear', colour: null },
  { code: SHADOW, id: 'shadow', name: 'Cloud shadow', colour: '#0072B2' },
  { code: SEMI, id: 'semi', name: 'Semi-transparent cloud', colour: '#F0E442' },
  { code: CLOUD, id: 'cloud', name: 'Cloud', colour: '#D55E00' },
  { code: MISSING, id: 'missing', name: 'Missing', colour: '#808080' },
];

export const FLAGGED_CLASSES: readonly FlaggedClassId[] = ['shadow', 'semi', 'cloud'];

/** Largest buffer that a flagged class can be given, in metres. */
export const MAX_BUFFER_METRES = 500;
/** Buffers are told apart by this much where a graphics card follows a slider: the largest is a byte. */
export const REACH_STEP_METRES = 2;
/** The largest smallest object that a slider gives, in square metres. */
export const MAX_SLIDER_AREA = 5_000_000;
const AREA_RATIO = 1.15;
/** Smallest objects that are told apart where a graphics card follows a slider, in square metres: 500 ha, and each smaller by the same share down to two pixels of 10 m. */
export const TOLD_AREAS: readonly number[] = Array.from(
  { length: Math.floor(Math.log(MAX_SLIDER_AREA / 200) / Math.log(AREA_RATIO)) + 1 },
  (_, index) => MAX_SLIDER_AREA / AREA_RATIO ** index,
).reverse();

/** Order of the four probability planes, everywhere: the network's output, the cache on disk, the export. */
export const PROBABILITY_PLANES = ['clear', 'shadow', 'semi', 'cloud'] as const;

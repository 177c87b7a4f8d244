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

/** Order of the four probability planes, everywhere: the network's output, the cache on disk, the export. */
export const PROBABILITY_PLANES = ['clear', 'shadow', 'semi', 'cloud'] as const;

import { CLEAR, CLOUD, type ClassCode, MISSING, SEMI, SHADOW } from './classes.ts';

/** Not to be trained on: nobody has said what is there. Labels alone have it; a mask never does. */
export const UNDEFINED = 0;

/** What a pixel of a label raster may hold. */
export type LabelCode = ClassCode | typeof UNDEFINED;

/** The codes of labels in the order in which lists show them. */
export const LABEL_CODES = [UNDEFINED, CLEAR, SHADOW, SEMI, CLOUD, MISSING] as const;

/** Values of one scheme for each of our codes; the first is the one that is written. None where it has no such class. */
type Values = Readonly<Record<LabelCode, readonly number[]>>;

/**
 * The one table of class codes. Sources: km_predict's README (KappaMask); cm-vsm's `cvat_rasterizer.hpp` (the same codes,
 * 0 is "exclude pixel from training"); CloudSEN12's README, the codes of OmniCloudMask too; the Sentinel-2 Level-2A
 * handbook (SCL; 7 is "unclassified", which says nothing); Qiu et al. 2019 (Fmask 4).
 */
export const CODE_SCHEMES = {
  cmix: { [UNDEFINED]: [0], [CLEAR]: [1], [SHADOW]: [2], [SEMI]: [3], [CLOUD]: [4], [MISSING]: [5] },
  'kappamask-png': { [UNDEFINED]: [], [CLEAR]: [66], [SHADOW]: [129], [SEMI]: [192], [CLOUD]: [255], [MISSING]: [20] },
  cloudsen12: { [UNDEFINED]: [99], [CLEAR]: [0], [SHADOW]: [3], [SEMI]: [2], [CLOUD]: [1], [MISSING]: [255] },
  scl: { [UNDEFINED]: [7], [CLEAR]: [4, 2, 5, 6, 11], [SHADOW]: [3], [SEMI]: [10], [CLOUD]: [8, 9], [MISSING]: [0, 1] },
  fmask: { [UNDEFINED]: [], [CLEAR]: [0, 1, 3], [SHADOW]: [2], [SEMI]: [], [CLOUD]: [4], [MISSING]: [255] },
} as const satisfies Readonly<Record<string, Values>>;

export type CodeScheme = keyof typeof CODE_SCHEMES;

/** Names of the classes in tools that go by names. */
export const CLASS_LABELS: Readonly<Record<LabelCode, string>> = {
  [UNDEFINED]: 'UNDEFINED',
  [CLEAR]: 'CLEAR',
  [SHADOW]: 'CLOUD_SHADOW',
  [SEMI]: 'SEMI_TRANSPARENT_CLOUD',
  [CLOUD]: 'CLOUD',
  [MISSING]: 'MISSING',
};

/** Further names for the same, as KappaZeta's templates and others write them. */
const OTHER_NAMES: Readonly<Record<string, LabelCode>> = {
  UNCLASSIFIED: UNDEFINED,
  BACKGROUND: UNDEFINED,
  IGNORE: UNDEFINED,
  SHADOW: SHADOW,
  SEMI: SEMI,
  SEMI_TRANSPARENT: SEMI,
  THIN_CLOUD: SEMI,
  THICK_CLOUD: CLOUD,
  INVALID: MISSING,
  NO_DATA: MISSING,
  NODATA: MISSING,
};

/** The code of a name, whatever its case and separators; null for one that is not known. */
export function codeOfLabel(name: string): LabelCode | null {
  const plain = name
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_');
  return LABEL_CODES.find((code) => CLASS_LABELS[code] === plain) ?? OTHER_NAMES[plain] ?? null;
}

/** Our code of each value that a scheme knows. */
export function codesOfScheme(scheme: CodeScheme): ReadonlyMap<number, LabelCode> {
  return new Map(LABEL_CODES.flatMap((code) => CODE_SCHEMES[scheme][code].map((value) => [value, code] as const)));
}

/** Values of a scheme by our class, for a comparison, which knows no "undefined". */
export function valuesOf(scheme: CodeScheme, code: ClassCode): readonly number[] {
  return CODE_SCHEMES[scheme][code];
}

/** Metadata item of a raster of ours whose codes are not our own: the id of their mapping. */
export const CODES_ITEM = 'NEPHOSCOPE_CODES';

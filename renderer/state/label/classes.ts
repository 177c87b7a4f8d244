import { MASK_CLASSES } from '../../../electron/engine/contract/classes.ts';
import type { ClassId } from '../../api/types.ts';

/** Clear is not drawn in a mask; among labels it must be told from what nobody has labelled. */
const CLEAR_COLOUR = '#009E73';

/** For keys and legends, where there is little room. */
const SHORT_NAMES: Partial<Record<ClassId, string>> = { shadow: 'Shadow', semi: 'Semi-transparent' };

export interface LabelClass {
  /** What is written, and the key that chooses it. */
  readonly code: number;
  readonly name: string;
  readonly colour: string | null;
}

/** What a pixel may be labelled as, by its code. */
export const LABEL_CLASSES: readonly LabelClass[] = [
  { code: 0, name: 'Undefined', colour: null },
  ...MASK_CLASSES.map(({ id, code, name, colour }) => ({
    code,
    name: SHORT_NAMES[id] ?? name,
    colour: colour ?? CLEAR_COLOUR,
  })),
];

/** Who said a label, in the order of `LABEL_ORIGINS`. */
export const ORIGINS: readonly { readonly name: string; readonly colour: string | null }[] = [
  { name: 'Nobody', colour: null },
  { name: 'Network', colour: '#56B4E9' },
  { name: 'Person', colour: '#CC79A7' },
  { name: 'Scene helper', colour: '#E69F00' },
  { name: 'Imported', colour: '#999999' },
];

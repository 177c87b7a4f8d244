import { CLEAR, MASK_CLASSES } from '../../electron/engine/contract/classes.ts';
import type { ClassId } from '../api/types.ts';
import type { ClassLook } from '../state/scene.ts';

/** Codes of one byte, two rows of RGBA: colour and strength; then hatching, whether outlined, unused, unused. */
export const PALETTE_BYTES = 256 * 2 * 4;
export const SECOND_ROW = 256 * 4;

/** How a class is hatched; the directions differ so that classes can be told apart without colour. */
export const HATCHING = { none: 0, rising: 1, falling: 2, level: 3, crossed: 4, always: 5 } as const;

const HATCH_OF: Readonly<Record<ClassId, number>> = {
  clear: HATCHING.crossed,
  shadow: HATCHING.level,
  semi: HATCHING.falling,
  cloud: HATCHING.rising,
  missing: HATCHING.always,
};

/** Red, green and blue of `#RRGGBB`, 0 to 255; throws a RangeError for another form. */
export function parseColour(colour: string): readonly [number, number, number] {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!match) throw new RangeError(`Colour "${colour}" is not of the form #RRGGBB.`);
  return [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)];
}

function put(palette: Uint8Array, code: number, colour: string, strength: number, hatching: number): void {
  palette.set([...parseColour(colour), Math.round(strength * 255)], code * 4);
  palette.set([hatching, 255, 0, 0], SECOND_ROW + code * 4);
}

/** Palette of a mask or a reference: codes 1 to 5. A class without a colour, or hidden, is not drawn. */
export function classPalette(classes: Readonly<Record<ClassId, ClassLook>>): Uint8Array<ArrayBuffer> {
  const palette = new Uint8Array(PALETTE_BYTES);
  for (const { id, code } of MASK_CLASSES) {
    const look = classes[id];
    if (look.visible && look.colour !== null) put(palette, code, look.colour, look.opacity, HATCH_OF[id]);
  }
  return palette;
}

/** What an agreement map tells apart, with colours that are none of a class. */
export const AGREEMENT = [
  { id: 'agree', name: 'Both, same class', colour: '#009E73', hatching: HATCHING.rising },
  { id: 'differ', name: 'Both, other class', colour: '#E69F00', hatching: HATCHING.crossed },
  { id: 'maskOnly', name: 'Only in the mask', colour: '#D55E00', hatching: HATCHING.falling },
  { id: 'referenceOnly', name: 'Only in the reference', colour: '#CC79A7', hatching: HATCHING.level },
] as const;
export type AgreementId = (typeof AGREEMENT)[number]['id'];

/** Which kind of agreement a pair of class codes is; null for clear in both and for what one of them does not know. */
export function agreementOf(mask: number, reference: number): AgreementId | null {
  const known = (code: number) => code >= 1 && code <= 4;
  if (!known(mask) || !known(reference)) return null;
  if (mask === reference) return mask === CLEAR ? null : 'agree';
  if (mask === CLEAR) return 'referenceOnly';
  if (reference === CLEAR) return 'maskOnly';
  return 'differ';
}

/** Palette of an agreement map: codes are 16 times the mask's class plus the reference's. */
export function agreementPalette(): Uint8Array<ArrayBuffer> {
  const palette = new Uint8Array(PALETTE_BYTES);
  for (let code = 0; code < 256; code++) {
    const kind = AGREEMENT.find(({ id }) => id === agreementOf(code >> 4, code & 15));
    if (kind) put(palette, code, kind.colour, 1, kind.hatching);
  }
  return palette;
}

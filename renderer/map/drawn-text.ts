import type { ClassLayer } from '../api/types.ts';
import type { DrawnMask } from '../state/drawn-masks.ts';
import type { MaskChoice } from '../state/scene.ts';
import { donePercent } from '../widgets/format.ts';

const nameOf = ({ pack, grid }: MaskChoice): string => `${pack} ${grid} m`;
/** A mask beside another one that was named: the network that both are of is not said again. */
const nameBeside = (mask: MaskChoice, named: MaskChoice): string =>
  mask.pack === named.pack ? `${mask.grid} m` : nameOf(mask);

/** The mask that a layer is made of; null for a reference. */
export function maskOf(layer: ClassLayer): MaskChoice | null {
  if (layer.kind === 'mask' || layer.kind === 'agreement') return layer.mask;
  return layer.kind === 'probabilities' ? layer : null;
}

function coverage({ fraction, standIn, request }: DrawnMask, wanted: MaskChoice, isComing: boolean): string {
  const isHelped = request.kind === 'mask' && request.mask.helper !== undefined;
  if (fraction >= 1) return `Mask ${nameOf(wanted)}${isHelped ? ', with the scene helper' : ''}`;
  if (fraction > 0) {
    return `Mask ${nameOf(wanted)}, ${donePercent(fraction)} % computed; the rest: ${standIn ? nameBeside(standIn, wanted) : 'none'}`;
  }
  const state = isComing ? 'being computed' : 'not computed';
  return standIn
    ? `Mask ${nameOf(standIn)}; ${nameBeside(wanted, standIn)} is ${state}`
    : `No mask yet: ${nameOf(wanted)} is ${state}`;
}

/**
 * What an overlay shows, in words: of what its pixels are, not of what was asked for last.
 *
 * @param wanted what was asked for last
 * @param drawn what is there; undefined while nothing is
 * @param reference name of the reference, where one is drawn
 * @param isComing whether what was asked for is being computed
 */
export function drawnText(
  wanted: ClassLayer,
  drawn: DrawnMask | undefined,
  reference: string,
  isComing = false,
): string {
  if (wanted.kind === 'reference') return drawn ? reference : `${reference}: being read`;
  const mask = maskOf(wanted);
  if (!mask) return '';
  if (!drawn) return `Mask ${nameOf(mask)}: being read`;
  const there = maskOf(drawn.request) ?? mask;
  const isOther = there.pack !== mask.pack || there.grid !== mask.grid;
  const what =
    wanted.kind === 'agreement'
      ? `Agreement of ${nameOf(there)} with ${reference}${drawn.fraction < 1 ? ', where computed' : ''}`
      : coverage(drawn, there, isComing && !isOther);
  if (isOther) return `${what}; ${nameBeside(mask, there)} is being read`;
  return drawn.draft ? `${what}, while moving: approximate` : what;
}

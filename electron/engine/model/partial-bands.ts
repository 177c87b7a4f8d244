/** Every so many pixels are looked at; a prime, so that they do not stand in columns. */
const STEP = 7;
/** At a swath's edge bands end a few pixels apart, up to 1.4 % of a tile that holds little more; a hole in a band is larger. */
const NOTABLE_SHARE = 0.05;
const FEWEST_LACKING = 32;

/**
 * Bands of a tile that miss a notable part of the pixels that count as observed: those of which at least half of the
 * needed bands have data. There the network is told that the band is missing, and makes the mask of the others.
 *
 * @param bands DN of every input, 0 is no-data; null where there is none at all
 * @returns indices into `bands`
 */
export function partialBands(bands: readonly (Uint16Array | null)[], needed: readonly boolean[]): readonly number[] {
  const length = bands.find((dn) => dn !== null)?.length ?? 0;
  const neededBands = bands.filter((dn, k): dn is Uint16Array => dn !== null && needed[k] === true);
  const wanted = needed.filter((isNeeded) => isNeeded).length;
  const lacking = bands.map(() => 0);
  let valid = 0;
  for (let i = 0; i < length; i += STEP) {
    let observed = 0;
    for (const dn of neededBands) if (dn[i] !== 0) observed++;
    if (observed === 0 || 2 * observed < wanted) continue;
    valid++;
    for (let k = 0; k < bands.length; k++) if (bands[k]?.[i] === 0) lacking[k]!++;
  }
  return [...lacking.keys()].filter((k) => lacking[k]! >= Math.max(NOTABLE_SHARE * valid, FEWEST_LACKING));
}

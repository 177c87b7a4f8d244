/** What the sky of a pass holds; plain data that can be sent to a worker. */
export interface Sky {
  readonly seed: number;
  /** Factor on the chance that a place has a cumulus: 0 none, 1 as on the built-in samples. */
  readonly cumulus: number;
  /** By how much of the tile's side the stratus bank reaches further to the south-east than on the built-in samples. */
  readonly stratusReach: number;
  /** The same of the cirrus veil, to the west. */
  readonly cirrusReach: number;
}

const GONE = -3;
const EVERYWHERE = 2;

/** The kinds of sky that take turns; the first is that of the built-in samples. */
const KINDS: readonly Omit<Sky, 'seed'>[] = [
  { cumulus: 1, stratusReach: 0, cirrusReach: 0 },
  { cumulus: 0, stratusReach: GONE, cirrusReach: GONE },
  { cumulus: 0.35, stratusReach: GONE, cirrusReach: GONE },
  { cumulus: 0.5, stratusReach: EVERYWHERE, cirrusReach: GONE },
  { cumulus: 0.15, stratusReach: GONE, cirrusReach: 0.45 },
  { cumulus: 1.2, stratusReach: 0.35, cirrusReach: GONE },
];
const SEED_STEP = 10_007;

/**
 * The sky of a pass over a place: mixed, clear, fair-weather cumulus, overcast, veiled, half covered, and so on, no two
 * with the same clouds.
 *
 * @param seed of the place
 * @param pass counted from 0, whose sky is that of a single sample
 */
export function skyOf(seed: number, pass: number): Sky {
  return { seed: seed + SEED_STEP * pass, ...KINDS[pass % KINDS.length]! };
}

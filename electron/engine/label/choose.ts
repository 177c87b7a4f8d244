import { createRequire } from 'node:module';
import type { ChipReason } from '../contract/label-chips.ts';
import type { Candidate } from './candidates.ts';
import { seededNumbers, shuffled } from './chance.ts';

/** For a package that takes a tenth of a second to load, which only the choosing of windows needs. */
const require = createRequire(import.meta.url);

export interface ChoiceRule {
  readonly count: number;
  readonly mostPerProduct: number;
  /** Share that is chosen by chance among all candidates. */
  readonly chanceShare: number;
  readonly seed: number;
  /** What disagreement was measured against; null where it was not. */
  readonly reference: string | null;
}

export interface ChosenCandidate extends Candidate {
  readonly reason: ChipReason;
}

/** Of so many times as many candidates as are wanted, the most telling ones, the kinds are made. */
const POOL = 4;

/**
 * Chooses what to label next. First a share by chance, uniformly among all candidates and without any limit, so that the
 * network's accuracy can be told from it without bias. Then by uncertainty, and by disagreement in turn where there is
 * a reference: the most telling candidates are told apart by kind (k-means++ on what the probabilities are like), and
 * each kind gives its first, until `count` are chosen; of one product at most `mostPerProduct`.
 */
export function chooseCandidates(candidates: readonly Candidate[], rule: ChoiceRule): ChosenCandidate[] {
  const next = seededNumbers(rule.seed);
  const byChance = shuffled(candidates, next).slice(0, Math.round(rule.count * rule.chanceShare));
  const taken = new Set(byChance);
  const ranked = telling(
    candidates.filter((candidate) => !taken.has(candidate)),
    rule.reference,
  );
  const wanted = Math.min(rule.count - byChance.length, ranked.length);
  const perProduct = new Map<string, number>();
  const chosen: ChosenCandidate[] = [];
  const take = (entry: Ranked): void => {
    const { product } = entry.candidate;
    const count = perProduct.get(product) ?? 0;
    if (chosen.length >= wanted || count >= rule.mostPerProduct || taken.has(entry.candidate)) return;
    perProduct.set(product, count + 1);
    taken.add(entry.candidate);
    chosen.push({ ...entry.candidate, reason: entry.reason });
  };
  const pool = ranked.slice(0, POOL * wanted);
  for (const entry of firstOfEachKind(pool, wanted, rule.seed)) take(entry);
  for (const entry of ranked) take(entry);
  const rankOf = ({ reason }: ChosenCandidate): number => ('rank' in reason ? reason.rank : 0);
  return [
    ...chosen.sort((a, b) => rankOf(a) - rankOf(b)),
    ...byChance.map((candidate) => ({ ...candidate, reason: { kind: 'chance' } as const })),
  ];
}

interface Ranked {
  readonly candidate: Candidate;
  readonly reason: Extract<ChipReason, { readonly rank: number }>;
}

/** The most telling first: by uncertainty and, in turn, by disagreement; each candidate once, ranks from 1. */
function telling(candidates: readonly Candidate[], reference: string | null): Ranked[] {
  const uncertain = [...candidates].sort((a, b) => b.uncertainty - a.uncertainty);
  const differing =
    reference === null
      ? []
      : candidates
          .filter(({ disagreement }) => (disagreement ?? 0) > 0)
          .sort((a, b) => b.disagreement! - a.disagreement!);
  const seen = new Set<Candidate>();
  const ranked: Ranked[] = [];
  const push = (candidate: Candidate | undefined, disagrees: boolean): void => {
    if (!candidate || seen.has(candidate)) return;
    seen.add(candidate);
    const rank = ranked.length + 1;
    const reason = disagrees
      ? ({ kind: 'disagrees', share: candidate.disagreement!, reference: reference!, rank } as const)
      : ({ kind: 'uncertain', uncertainty: candidate.uncertainty, rank } as const);
    ranked.push({ candidate, reason });
  };
  for (let i = 0; i < uncertain.length; i++) {
    push(uncertain[i], false);
    push(differing[i], true);
  }
  return ranked;
}

function firstOfEachKind(pool: readonly Ranked[], kinds: number, seed: number): Ranked[] {
  if (kinds < 2 || pool.length <= kinds) return [...pool];
  const features = pool.map(({ candidate }) => [...candidate.features]);
  const { kmeans } = require('ml-kmeans') as typeof import('ml-kmeans');
  const { clusters } = kmeans(features, kinds, { seed, initialization: 'kmeans++' });
  const found = new Set<number>();
  return pool.filter((_, i) => {
    const kind = clusters[i]!;
    if (found.has(kind)) return false;
    found.add(kind);
    return true;
  });
}

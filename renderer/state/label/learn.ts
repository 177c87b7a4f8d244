import { create } from 'zustand';
import type { RankWish } from '../../api/learn-engine.ts';
import type { Choice, LabelAgreement, RankedChips, SettledBy } from '../../api/types.ts';

export const LEARN_TABS = ['next', 'adapt', 'exchange', 'agreement'] as const;
export type LearnTab = (typeof LEARN_TABS)[number];

interface LearnState {
  readonly tab: LearnTab;
  readonly wish: Omit<RankWish, 'folder'>;
  /** A folder of products that is ranked in place of the open ones. */
  readonly folder: Choice | null;
  /** Of which project, and whether its chips were made of it. */
  readonly ranked: { readonly project: string; readonly found: RankedChips; readonly added: boolean } | null;
  /** The jobs that were started last, by what they do. */
  readonly jobs: Readonly<Partial<Record<'adapt' | 'export' | 'import', string>>>;
  readonly other: Choice | null;
  readonly agreement: { readonly project: string; readonly other: string; readonly found: LabelAgreement } | null;
  readonly choices: Readonly<Record<string, SettledBy>>;
}

/** What the views on a whole label project show; nothing of it is kept. */
export const useLearn = create<LearnState>(() => ({
  tab: 'next',
  wish: { pack: null, grid: 20, count: 20, mostPerProduct: 3, chanceShare: 0.2, reference: null },
  folder: null,
  ranked: null,
  jobs: {},
  other: null,
  agreement: null,
  choices: {},
}));

export const setLearn = useLearn.setState;

export function changeWish(change: Partial<LearnState['wish']>): void {
  setLearn(({ wish }) => ({ wish: { ...wish, ...change }, ranked: null }));
}

export function noteJob(kind: 'adapt' | 'export' | 'import', id: string): void {
  setLearn(({ jobs }) => ({ jobs: { ...jobs, [kind]: id } }));
}

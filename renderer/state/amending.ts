import { create } from 'zustand';
import type { ApiCorrection } from '../api/types.ts';
import { boxAround, isOverDateLine } from '../geo/globe.ts';
import { corrections, roundedRing } from './correcting.ts';
import { commitCorrections, useScenes } from './scenes.ts';
import { useUi } from './ui.ts';

type Position = readonly [number, number];
type Corrections = readonly ApiCorrection[];

/** The correction that is chosen, of those of the active scene; null where none is. */
export const useAmending = create<{ readonly chosen: number | null }>(() => ({ chosen: null }));

const NONE: Corrections = [];
/** Corrections of the active scene that count. */
export const useCorrections = (): Corrections =>
  useScenes(({ active, scenes }) => (active && scenes[active]?.tuning.present.corrections) || NONE);

/** The one that is chosen; null where none is, or it has gone. */
export const chosenCorrection = (): ApiCorrection | null => {
  const { chosen } = useAmending.getState();
  return chosen === null ? null : (corrections()[chosen] ?? null);
};

export function chooseCorrection(index: number | null): void {
  useAmending.setState({ chosen: index });
}

/** Chooses one and takes the tool that shows it. */
export function amendCorrection(index: number): void {
  useUi.setState({ tool: 'amend', rightTab: 'mask', rightFolded: false });
  chooseCorrection(index);
}

/** Of several at a place the uppermost, or, where one of them is chosen already, the one below it. */
export function nextOf(found: readonly number[], chosen: number | null): number | null {
  const at = chosen === null ? -1 : found.indexOf(chosen);
  return found[(at + 1) % found.length] ?? null;
}

/** Steps from one correction to the next, round and round. */
export function stepCorrection(step: 1 | -1): void {
  const count = corrections().length;
  const { chosen } = useAmending.getState();
  if (count === 0) return;
  chooseCorrection(chosen === null ? (step === 1 ? 0 : count - 1) : (chosen + step + count) % count);
}

/** An area of more corners than this is not opened for editing. */
const MOST_CORNERS = 400;

/** Why the corners of a correction cannot be dragged, and what to do instead; null where they can. */
export function whyFixed({ shape }: ApiCorrection): string | null {
  if (shape.kind === 'stroke') return 'A stroke keeps its shape: paint over it, or remove it and paint anew.';
  const corners = shape.ring.length - 1;
  if (corners >= MOST_CORNERS) return `Its ${corners} corners are too many to drag: remove it and draw anew.`;
  const box = boxAround(shape.ring);
  if (box && isOverDateLine(box)) return 'Over the date line, corners cannot be dragged: remove it and draw anew.';
  return null;
}

/** Takes a correction away; undoing brings it back. */
export function removeCorrection(index: number): void {
  commitCorrections(corrections().filter((_, at) => at !== index));
  chooseCorrection(null);
}

/** Gives an area that was corrected other corners: a closed ring in lon/lat degrees. */
export function reshapeCorrection(index: number, ring: readonly Position[]): void {
  const changed = corrections().map((one, at) =>
    at === index ? { ...one, shape: { kind: 'polygon' as const, ring: roundedRing(ring) } } : one,
  );
  commitCorrections(changed);
}

/** Gives the pixels of a correction another class. */
export function reclassCorrection(index: number, id: ApiCorrection['class']): void {
  commitCorrections(corrections().map((one, at) => (at === index ? { ...one, class: id } : one)));
}

/** Where the chosen one is after corrections have changed: at its place while there are as many, as when a corner is undone. */
export function chosenAfter(before: Corrections, now: Corrections, chosen: number | null): number | null {
  if (chosen === null || before === now) return chosen;
  if (before.length === now.length) return chosen;
  const at = now.indexOf(before[chosen]!);
  return at < 0 ? null : at;
}

/** Lets the choice follow what becomes of the corrections, and ends it with the scene; returns how to stop. */
export function followCorrections(): () => void {
  return useScenes.subscribe((state, old) => {
    const { chosen } = useAmending.getState();
    const of = ({ active, scenes }: typeof state) => (active && scenes[active]?.tuning.present.corrections) || NONE;
    const next = state.active === old.active ? chosenAfter(of(old), of(state), chosen) : null;
    if (next !== chosen) chooseCorrection(next);
  });
}

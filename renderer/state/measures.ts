import { create } from 'zustand';

export type Position = readonly [number, number];
export type MeasureKind = 'distance' | 'area';

/** Something that was measured: corners in lon/lat degrees; those of an area are not closed. */
export interface Measure {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly corners: readonly Position[];
}

interface MeasuresState {
  readonly list: readonly Measure[];
  /** What the tool measures. */
  readonly kind: MeasureKind;
  /** Corners of what is being measured. */
  readonly draft: readonly Position[];
  /** Where the pointer is: the next corner. */
  readonly pointer: Position | null;
}

const NO_DRAFT = { draft: [], pointer: null } as const;

export const useMeasures = create<MeasuresState>(() => ({ list: [], kind: 'distance', ...NO_DRAFT }));

/** Corners that a measure needs to tell something. */
const FEWEST: Readonly<Record<MeasureKind, number>> = { distance: 2, area: 3 };

export function measureKind(kind: MeasureKind): void {
  useMeasures.setState({ kind, ...NO_DRAFT });
}

export function addCorner(corner: Position): void {
  useMeasures.setState(({ draft }) => {
    const last = draft.at(-1);
    const isSame = last !== undefined && last[0] === corner[0] && last[1] === corner[1];
    return isSame ? {} : { draft: [...draft, corner], pointer: null };
  });
}

export function removeLastCorner(): void {
  useMeasures.setState(({ draft }) => ({ draft: draft.slice(0, -1) }));
}

export function pointAt(pointer: Position | null): void {
  if (useMeasures.getState().draft.length > 0) useMeasures.setState({ pointer });
}

/** Keeps what is being measured where it tells something; a new one may follow. Says whether it was kept. */
export function endMeasure(): boolean {
  const { draft, kind, list } = useMeasures.getState();
  const isWhole = draft.length >= FEWEST[kind];
  const ended = isWhole ? [...list, { id: crypto.randomUUID(), kind, corners: draft }] : list;
  useMeasures.setState({ list: ended, ...NO_DRAFT });
  return isWhole;
}

/** Gives up what is being measured; says whether there was anything. */
export function cancelMeasure(): boolean {
  const wasThere = useMeasures.getState().draft.length > 0;
  useMeasures.setState(NO_DRAFT);
  return wasThere;
}

export function removeMeasure(id: string): void {
  useMeasures.setState(({ list }) => ({ list: list.filter((one) => one.id !== id) }));
}

export function clearMeasures(): void {
  useMeasures.setState({ list: [], ...NO_DRAFT });
}

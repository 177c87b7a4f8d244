import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { engine } from '../api/engine.ts';
import type { ArchiveOrder, ArchiveState, Choice } from '../api/types.ts';

/** The run that was opened last, and which of its products are listed, in which order. */
export interface ArchiveChoice {
  readonly run: Choice | null;
  readonly state: ArchiveState | null;
  readonly tile: string | null;
  readonly text: string;
  readonly order: ArchiveOrder;
  readonly descending: boolean;
  /** Index of the product whose details are shown. */
  readonly selected: number | null;
}

export const NO_FILTER = { state: null, tile: null, text: '' } as const;
export const NO_ARCHIVE: ArchiveChoice = { ...NO_FILTER, run: null, order: 'run', descending: false, selected: null };

export const useArchiveChoice = create<ArchiveChoice>(() => NO_ARCHIVE);
export const setArchive = useArchiveChoice.setState;

/** Other machines work on a run: nothing tells this window of it but its files. */
const REFRESH_MILLISECONDS = 10_000;

export const ARCHIVE_STATES: readonly ArchiveState[] = ['done', 'running', 'left', 'waiting', 'failed', 'broken'];

/** States as they are called in the window. */
export const STATE_NAMES: Readonly<Record<ArchiveState, string>> = {
  ...{ done: 'done', running: 'running', left: 'worker died', waiting: 'waiting', failed: 'failed', broken: 'broken' },
};

/** A state as it stands after a number of products. */
export function stateName(state: ArchiveState, count: number): string {
  return state === 'left' && count !== 1 ? 'workers died' : STATE_NAMES[state];
}

/** What a state means for a product, for those who meet it for the first time. */
export const STATE_HINTS: Readonly<Record<ArchiveState, string>> = {
  done: 'The mask is there.',
  running: 'A worker is at it now.',
  left: 'The worker died; the next one that comes by takes it up again.',
  waiting: 'No worker has tried it yet.',
  failed: 'Something about the machine went wrong; trying again may help.',
  broken: 'Its files are at fault; trying again does not help before they are mended.',
};

export function useArchive(handle: string | null) {
  return useQuery({
    queryKey: ['archive', handle],
    queryFn: () => engine.archive(handle ?? ''),
    enabled: handle !== null,
    staleTime: 0,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

export function useArchiveRows(handle: string, { state, tile, text, order, descending }: ArchiveChoice) {
  const wanted = {
    ...(state && { state }),
    ...(tile && { tile }),
    ...(text && { text }),
    ...{ order, descending: String(descending) },
  };
  return useInfiniteQuery({
    queryKey: ['archive', handle, 'products', wanted],
    queryFn: ({ pageParam }) => engine.archiveProducts(handle, { ...wanted, from: String(pageParam) }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    // The rows that are there stand until others have come: nothing jumps while a filter is typed.
    placeholderData: (previous) => previous,
    staleTime: 0,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

/** The state that a tile is shown in: what wants attention first. */
export function tileState(counts: Readonly<Record<ArchiveState, number>>): ArchiveState {
  const order: readonly ArchiveState[] = ['broken', 'failed', 'left', 'running', 'waiting', 'done'];
  return order.find((state) => counts[state] > 0) ?? 'waiting';
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { engine } from '../api/engine.ts';
import type { ArchiveState, Choice } from '../api/types.ts';

/** The run that was opened last, and which of its products are listed. */
export interface ArchiveChoice {
  readonly run: Choice | null;
  readonly state: ArchiveState | null;
  readonly tile: string | null;
  readonly text: string;
}

export const useArchiveChoice = create<ArchiveChoice>(() => ({ run: null, state: null, tile: null, text: '' }));
export const setArchive = useArchiveChoice.setState;

/** Other machines work on a run: nothing tells this window of it but its files. */
const REFRESH_MILLISECONDS = 10_000;

export const ARCHIVE_STATES: readonly ArchiveState[] = ['done', 'running', 'waiting', 'failed', 'broken'];

export function useArchive(handle: string | null) {
  return useQuery({
    queryKey: ['archive', handle],
    queryFn: () => engine.archive(handle ?? ''),
    enabled: handle !== null,
    staleTime: 0,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

export function useArchiveRows(handle: string, { state, tile, text }: ArchiveChoice) {
  const wanted = { ...(state && { state }), ...(tile && { tile }), ...(text && { text }) };
  return useInfiniteQuery({
    queryKey: ['archive', handle, 'products', wanted],
    queryFn: ({ pageParam }) => engine.archiveProducts(handle, { ...wanted, from: String(pageParam) }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

/** The state that a tile is shown in: what wants attention first. */
export function tileState(counts: Readonly<Record<ArchiveState, number>>): ArchiveState {
  const order: readonly ArchiveState[] = ['broken', 'failed', 'running', 'waiting', 'done'];
  return order.find((state) => counts[state] > 0) ?? 'waiting';
}

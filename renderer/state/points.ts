import { create } from 'zustand';
import type { Choice } from '../api/types.ts';

/** A table of reference points that a product's mask is scored on. */
export interface PointTable {
  readonly choice: Choice;
  /** Of a table for many rasters, the one that is meant. */
  readonly file: string | null;
  /** Pixel size of the grid that rows and columns count on; null for the mask's. */
  readonly pixelMetres: number | null;
  readonly visible: boolean;
}

interface PointsState {
  /** By the product's key, which is the same in every session. */
  readonly tables: Readonly<Record<string, PointTable>>;
  /** The point that is looked at: of which product's table, in which line. */
  readonly current: { readonly key: string; readonly line: number } | null;
}

export const usePoints = create<PointsState>(() => ({ tables: {}, current: null }));

export function putPoints(key: string, table: PointTable): void {
  usePoints.setState(({ tables }) => ({ tables: { ...tables, [key]: table }, current: null }));
}

export function changePoints(key: string, change: Partial<PointTable>): void {
  usePoints.setState(({ tables }) => {
    const table = tables[key];
    return table ? { tables: { ...tables, [key]: { ...table, ...change } } } : {};
  });
}

export function removePoints(key: string): void {
  usePoints.setState(({ tables: { [key]: _, ...rest } }) => ({ tables: rest, current: null }));
}

/** Line of the point of a product that is looked at. */
export function useCurrentLine(key: string | undefined): number | null {
  return usePoints(({ current }) => (current && current.key === key ? current.line : null));
}

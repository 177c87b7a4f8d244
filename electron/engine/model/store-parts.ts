import { readdir } from 'node:fs/promises';
import { intersectWindows, type Window } from '../core/grid.ts';
import type { Tile } from './tiling.ts';

/** A part of a tile that is kept by itself until the whole tile is. */
const PART_NAME = /^(\d+)-(\d+)@(\d+)-(\d+)-(\d+)-(\d+)\.npt$/;

/** The file of a tile, or of a part of one: `ROW-COLUMN.npt`, `ROW-COLUMN@COLUMN-ROW-WIDTH-HEIGHT.npt`. */
export function tileFile({ row, column, core, within }: Tile): string {
  const part = within ? `@${core.column}-${core.row}-${core.width}-${core.height}` : '';
  return `${row}-${column}${part}.npt`;
}

/** Parts of tiles that have a file in a folder or a name among others. */
export async function listParts(folder: string, others: Iterable<string>, tiles: readonly Tile[]): Promise<Tile[]> {
  const names = new Set([...(await readdir(folder).catch(() => [])), ...others]);
  return [...names].flatMap((name) => {
    const numbers = PART_NAME.exec(name)?.slice(1).map(Number);
    if (!numbers) return [];
    const [row, column, left, top, width, height] = numbers as [number, number, number, number, number, number];
    const tile = tiles.find((candidate) => candidate.row === row && candidate.column === column);
    const core = { column: left, row: top, width, height };
    return tile && holds(tile.core, core) ? [{ ...tile, core, within: tile.input }] : [];
  });
}

/** Whether a window lies within another. */
export function holds(outer: Window, inner: Window): boolean {
  const shared = intersectWindows(outer, inner);
  return shared !== null && shared.width === inner.width && shared.height === inner.height;
}

import type { TestProduct } from '../electron/test/archive-run.ts';

const tiles = [
  { tile: '33UVU', corner: [13.5, 53.2] },
  { tile: '33UWU', corner: [15.1, 53.2] },
  { tile: '33UVT', corner: [13.5, 52.1] },
  { tile: '33UWT', corner: [15.1, 52.1] },
] as const;
const states = ['done', 'done', 'done', 'running', 'done', 'done', 'waiting', 'done', 'left', 'done'] as const;

/** Twelve dates of four tiles, most of them done; one broken, two failed. */
export const ARCHIVE_RUN: readonly TestProduct[] = tiles.flatMap(({ tile, corner }, t) =>
  Array.from({ length: 12 }, (_, k): TestProduct => {
    const day = `2024-0${4 + Math.floor(k / 3)}-${String(1 + 10 * (k % 3)).padStart(2, '0')}`;
    const state = t === 0 || t === 3 ? 'done' : (states[(k + 3 * t) % states.length] ?? 'done');
    const id = `S2A_MSIL2A_${day.replaceAll('-', '')}T101031_N0510_R022_T${tile}_${day.replaceAll('-', '')}T141500`;
    if (t === 1 && k === 4) return { tile, corner, day, id, state: 'broken' };
    if (t === 2 && k < 2) return { tile, corner, day, id, state: 'failed' };
    return { tile, corner, day, id, state };
  }),
);

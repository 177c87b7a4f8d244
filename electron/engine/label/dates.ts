import type { ChipDate } from '../contract/label-chips.ts';
import { GRID_METRES } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import type { ModelPack } from '../model/packs.ts';
import { openProbabilities } from '../produce/probabilities.ts';
import type { Workbench } from '../produce/workbench.ts';
import type { Product } from '../product/types.ts';
import type { Chip } from './chips.ts';
import { isSameGrid } from './picture.ts';

/** A window counts as clear from this share of clear pixels on. */
const CLEAR_SHARE = 0.9;
/** Pixels of the probabilities that are looked at are about this large. */
const LOOK_METRES = 160;

/** Share of a chip's window whose most probable class is clear, by stored probabilities; null where none are stored. */
export async function clearShare(
  bench: Workbench,
  product: Product,
  packs: readonly ModelPack[],
  chip: Pick<Chip, 'productGrid' | 'window'>,
): Promise<number | null> {
  for (const pack of packs) {
    if (!pack.manifest.levels.includes(product.level)) continue;
    for (const gridMetres of GRID_METRES) {
      const grid = product.grids[gridMetres];
      if (!grid) continue;
      const store = await openProbabilities(bench, { product, pack, gridMetres });
      if (!store.isComplete()) continue;
      const level = Math.max(0, Math.min(4, Math.round(Math.log2(LOOK_METRES / grid.pixelMetres))));
      const scale = chip.productGrid.pixelMetres / (grid.pixelMetres * 2 ** level);
      const read = await store.readWindow(
        {
          column: Math.floor(chip.window.column * scale),
          row: Math.floor(chip.window.row * scale),
          width: Math.max(1, Math.round(chip.window.width * scale)),
          height: Math.max(1, Math.round(chip.window.height * scale)),
        },
        level,
      );
      return shareOfClear(read.planes);
    }
  }
  return null;
}

function shareOfClear(planes: Uint8Array): number | null {
  const pixels = planes.length / 4;
  let valid = 0;
  let clear = 0;
  for (let i = 0; i < pixels; i++) {
    const [c, s, m, k] = [planes[i]!, planes[pixels + i]!, planes[2 * pixels + i]!, planes[3 * pixels + i]!];
    if ((c | s | m | k) === 0) continue;
    valid++;
    if (c > Math.max(s, m, k)) clear++;
  }
  return valid === 0 ? null : clear / valid;
}

/** Whether a product lies on the grid of a chip, so that it shows the same place. */
export function showsSamePlace(product: Pick<Product, 'grids'>, grid: Grid): boolean {
  return GRID_METRES.some((metres) => {
    const own = product.grids[metres];
    return own !== undefined && isSameGrid(own, grid);
  });
}

/** The dates in the order of time, with the nearest clear ones before and after the chip's own marked. */
export function markNearestClear(dates: readonly Omit<ChipDate, 'role'>[], own: string | null): ChipDate[] {
  const sorted = [...dates].sort((a, b) => ((a.sensingTime ?? '') < (b.sensingTime ?? '') ? -1 : 1));
  const isClear = ({ clearShare: share }: Omit<ChipDate, 'role'>): boolean => share !== null && share >= CLEAR_SHARE;
  const dated = own === null ? [] : sorted.filter(({ sensingTime }) => sensingTime !== null);
  const previous = dated.filter((date) => date.sensingTime! < own! && isClear(date)).at(-1);
  const next = dated.find((date) => date.sensingTime! > own! && isClear(date));
  return sorted.map((date) => ({ ...date, role: date === previous ? 'previous' : date === next ? 'next' : null }));
}

import { csvText } from '../../../electron/engine/contract/csv.ts';
import type { MaskStatistics, ProductDetail } from '../../api/types.ts';
import { CLASS_ORDER, type MaskChoice } from '../../state/scene.ts';

/** Class shares of areas as a table: percent of the valid pixels, of missing percent of all, and square kilometres. */
export function areasCsv(
  product: Pick<ProductDetail, 'name' | 'tile' | 'sensingTime'>,
  choice: MaskChoice | null,
  areas: readonly { readonly area: string; readonly statistics: MaskStatistics }[],
): string {
  const header = [
    ...['area', 'product', 'tile', 'date', 'pack', 'grid_m'],
    ...CLASS_ORDER.flatMap((id) => [`${id}_percent`, `${id}_km2`]),
    ...['computed_percent', 'exact'],
  ];
  const rows = areas.map(({ area, statistics }) => [
    ...[area, product.name, product.tile ?? '', product.sensingTime ?? '', choice?.pack ?? '', choice?.grid ?? ''],
    ...CLASS_ORDER.flatMap((id) => {
      const found = statistics.classes.find((one) => one.id === id);
      return [found?.percent.toFixed(3) ?? '', found?.squareKilometres.toFixed(4) ?? ''];
    }),
    ...[(100 * statistics.fraction).toFixed(1), statistics.exact ? 'yes' : 'no'],
  ]);
  return csvText([header, ...rows]);
}

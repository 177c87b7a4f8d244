import { goToDate } from '../../actions/dates.ts';
import { dayOf } from '../../state/product-name.ts';
import { useAbout } from '../../state/queries.ts';
import { decimal } from '../../widgets/format.ts';
import type { Line } from './plot-options.ts';
import { ndviOf, type SeriesRow, SIGHT_NAMES, sightOf } from './series-data.ts';

interface Props {
  readonly rows: readonly SeriesRow[];
  readonly lines: readonly Line[];
  readonly active: string | null;
}

const text = (value: number | null | undefined) => (value == null ? '' : decimal(value, 3));

/** The series in numbers; its dates go there. */
export function SeriesTable({ rows, lines, active }: Props) {
  const { data: about } = useAbout();
  const withIndex = lines.every(({ name }) => name !== 'NDVI');
  const nameOf = (id: string) => about?.classes.find((one) => one.id === id)?.name ?? id;
  const judged = (row: SeriesRow) => {
    const mask = row.observation?.mask;
    const sight = sightOf(row);
    if (!mask || sight === 'missing') return sight === null ? 'being read' : SIGHT_NAMES[sight];
    return mask.class === mask.computedClass ? nameOf(mask.class) : `${nameOf(mask.class)}, by hand`;
  };
  return (
    <table className="table series-table">
      <caption className="visually-hidden">The pixel on each date</caption>
      <thead>
        <tr>
          <th>Date</th>
          <th>Class</th>
          {lines.map(({ name }) => (
            <th key={name} className="num">
              {name}
            </th>
          ))}
          {withIndex && <th className="num">NDVI</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.product.id} aria-current={row.product.id === active ? 'date' : undefined}>
            <td>
              <button type="button" className="link" onClick={() => goToDate(row.product.id)}>
                {dayOf(row.product.sensingTime) ?? row.product.name}
              </button>{' '}
              {row.product.level}
            </td>
            <td>{judged(row)}</td>
            {lines.map((line) => (
              <td key={line.name} className="num">
                {text(line.valueOf(row))}
              </td>
            ))}
            {withIndex && <td className="num">{text(row.observation && ndviOf(row.observation))}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

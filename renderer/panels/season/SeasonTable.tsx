import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useState } from 'react';
import type { Column, SeasonRow, Sorting } from '../../state/season/rows.ts';
import { SeasonTableRow } from './SeasonTableRow.tsx';

const COLUMNS: readonly { readonly id: Column; readonly title: string; readonly isNumber?: true }[] = [
  { id: 'tile', title: 'Tile' },
  { id: 'date', title: 'Date, UTC' },
  { id: 'level', title: 'Level' },
  { id: 'state', title: 'State' },
  { id: 'clear', title: 'Clear, %', isNumber: true },
  { id: 'cloud', title: 'Cloud, %', isNumber: true },
  { id: 'semi', title: 'Semi, %', isNumber: true },
  { id: 'shadow', title: 'Shadow, %', isNumber: true },
  { id: 'missing', title: 'Missing, %', isNumber: true },
  { id: 'made', title: 'Settings' },
  { id: 'seconds', title: 'Time, s', isNumber: true },
  { id: 'warnings', title: 'Warnings', isNumber: true },
  { id: 'files', title: 'Files', isNumber: true },
];

interface Props {
  readonly rows: readonly SeasonRow[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** The table itself: a click on a head sorts, on a row selects it; a double click or Enter opens its product. */
export function SeasonTable({ rows, sorting, onSort }: Props) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <div className="season-scroll">
      <table className="table season-table">
        <thead>
          <tr>
            {COLUMNS.map(({ id, title, isNumber }) => {
              const isSorted = sorting.column === id;
              const Arrow = sorting.descending ? ArrowDown : ArrowUp;
              return (
                <th
                  key={id}
                  className={isNumber ? 'num' : undefined}
                  aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    onClick={() => onSort({ column: id, descending: isSorted && !sorting.descending })}
                  >
                    {title}
                    {isSorted && <Arrow size={12} aria-hidden />}
                  </button>
                </th>
              );
            })}
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SeasonTableRow
              key={row.job.id}
              row={row}
              columns={COLUMNS.length + 1}
              isSelected={selected === row.job.id}
              onSelect={() => setSelected(row.job.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

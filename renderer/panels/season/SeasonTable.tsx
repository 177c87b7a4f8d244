import { useState } from 'react';
import type { Column, SeasonRow, Sorting } from '../../state/season/rows.ts';
import { SortHead } from '../../widgets/SortHead.tsx';
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
              const sorted = sorting.column !== id ? null : sorting.descending ? 'descending' : 'ascending';
              const onSortHere = () => onSort({ column: id, descending: sorted === 'ascending' });
              return <SortHead key={id} title={title} isNumber={isNumber} sorted={sorted} onSort={onSortHere} />;
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

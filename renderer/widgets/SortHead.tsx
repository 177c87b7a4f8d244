import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';

interface Props {
  readonly title: string;
  readonly isNumber?: boolean | undefined;
  /** How the table is sorted by this column; null where it is not. */
  readonly sorted: 'ascending' | 'descending' | null;
  readonly onSort: () => void;
}

/** The head of a column that a table can be sorted by. */
export function SortHead({ title, isNumber, sorted, onSort }: Props) {
  const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th className={isNumber ? 'num' : undefined} aria-sort={sorted ?? 'none'}>
      <button type="button" onClick={onSort}>
        {title}
        {sorted !== null && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}

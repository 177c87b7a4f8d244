import { Button, TextInput } from '@mantine/core';
import type { ArchiveOrder } from '../../api/types.ts';
import { NO_FILTER, STATE_NAMES, setArchive, useArchiveChoice, useArchiveRows } from '../../state/archive.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { SortHead } from '../../widgets/SortHead.tsx';
import { ArchiveTableRow } from './ArchiveTableRow.tsx';

const COLUMNS: readonly { readonly title: string; readonly order?: ArchiveOrder; readonly isNumber?: true }[] = [
  { title: 'Tile', order: 'tile' },
  { title: 'Date, UTC', order: 'date' },
  { title: 'State', order: 'state' },
  { title: 'Clear, %', isNumber: true },
  { title: 'Cloud, %', isNumber: true },
  { title: 'Semi, %', isNumber: true },
  { title: 'Shadow, %', isNumber: true },
  { title: 'Time, s', isNumber: true },
];

/** Down, up, and back to the order of the plan. */
function sortBy(order: ArchiveOrder, now: { readonly order: ArchiveOrder; readonly descending: boolean }): void {
  if (now.order !== order) setArchive({ order, descending: false });
  else setArchive(now.descending ? { order: 'run', descending: false } : { descending: true });
}

function Head() {
  const now = useArchiveChoice();
  return (
    <thead>
      <tr>
        {COLUMNS.map(({ title, order, isNumber }) => {
          if (order === undefined)
            return (
              <th key={title} className={isNumber ? 'num' : undefined}>
                <span>{title}</span>
              </th>
            );
          const sorted = now.order !== order ? null : now.descending ? 'descending' : 'ascending';
          return <SortHead key={title} title={title} sorted={sorted} onSort={() => sortBy(order, now)} />;
        })}
        <th>
          <span className="visually-hidden">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

/** The products of a run, filtered and sorted; a double click or Enter opens one on the map. */
export function ArchiveTable({ handle }: { readonly handle: string }) {
  const choice = useArchiveChoice();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useArchiveRows(handle, choice);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = choice.state !== null || choice.tile !== null || choice.text !== '';
  return (
    <section className="archive-products" aria-label="Products">
      <div className="archive-filter">
        <TextInput
          aria-label="Filter by name"
          placeholder="Part of a name, for example 33UVU_2024"
          value={choice.text}
          onChange={(event) => setArchive({ text: event.target.value, selected: null })}
        />
        {choice.tile !== null && <Button onClick={() => setArchive({ tile: null })}>T{choice.tile} ×</Button>}
        {choice.state !== null && (
          <Button onClick={() => setArchive({ state: null })}>{STATE_NAMES[choice.state]} ×</Button>
        )}
        {isFiltered && <Button onClick={() => setArchive(NO_FILTER)}>Show all</Button>}
      </div>
      {error && <ErrorNotice error={error} />}
      {isPending && <RowsSkeleton />}
      {data && rows.length === 0 && <div className="empty">No product is like that.</div>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a view that scrolls must be reached by the keyboard
        <section className="season-scroll" aria-label="Table of products" tabIndex={0}>
          <table className="table season-table archive-table">
            <Head />
            <tbody>
              {rows.map((row) => (
                <ArchiveTableRow
                  key={row.index}
                  handle={handle}
                  row={row}
                  columns={COLUMNS.length + 1}
                  isSelected={choice.selected === row.index}
                />
              ))}
            </tbody>
          </table>
          {hasNextPage && (
            <div className="archive-more">
              <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </section>
      )}
    </section>
  );
}

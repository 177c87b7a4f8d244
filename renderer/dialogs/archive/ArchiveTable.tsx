import { Button, TextInput } from '@mantine/core';
import { openArchiveProduct } from '../../actions/archive.ts';
import type { ArchiveRow } from '../../api/types.ts';
import { setArchive, useArchiveChoice, useArchiveRows } from '../../state/archive.ts';
import { percentText, secondsText } from '../../widgets/format.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { inWindowWords } from '../../widgets/window-words.ts';

const CLASSES = ['clear', 'cloud', 'semi', 'shadow'] as const;

function Row({ handle, row }: { readonly handle: string; readonly row: ArchiveRow }) {
  const { index, id, tile, sensingTime, state, percent, seconds, reason } = row;
  return (
    <tr>
      <td>
        <button type="button" className="link" title={id} onClick={() => void openArchiveProduct(handle, index)}>
          {tile ?? id}
        </button>
      </td>
      <td className="nowrap">{sensingTime ? `${sensingTime.slice(0, 10)} ${sensingTime.slice(11, 16)}` : ''}</td>
      <td className="nowrap" title={reason === null ? undefined : inWindowWords(reason)}>
        <i className={`archive-dot ${state}`} /> {state}
      </td>
      {CLASSES.map((name) => (
        <td key={name} className="num">
          {percent?.[name] === undefined ? '' : percentText(percent[name])}
        </td>
      ))}
      <td className="num">{seconds === null ? '' : secondsText(seconds)}</td>
    </tr>
  );
}

/** The products of a run, filtered; one that is clicked opens on the map. */
export function ArchiveTable({ handle }: { readonly handle: string }) {
  const choice = useArchiveChoice();
  const { data, error, isPending, hasNextPage, fetchNextPage } = useArchiveRows(handle, choice);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = choice.state !== null || choice.tile !== null || choice.text !== '';
  return (
    <section aria-label="Products">
      <div className="archive-filter">
        <TextInput
          aria-label="Filter by name"
          placeholder="Part of a name, for example 33UVU_2024"
          value={choice.text}
          onChange={(event) => setArchive({ text: event.target.value })}
        />
        {choice.tile !== null && <Button onClick={() => setArchive({ tile: null })}>Tile {choice.tile} ×</Button>}
        {isFiltered && <Button onClick={() => setArchive({ state: null, tile: null, text: '' })}>Show all</Button>}
      </div>
      {error && <ErrorNotice error={error} />}
      {isPending && <RowsSkeleton />}
      {data && rows.length === 0 && <div className="empty">No product is like that.</div>}
      {rows.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Tile</th>
              <th>Taken, UTC</th>
              <th>State</th>
              <th className="num">Clear</th>
              <th className="num">Cloud</th>
              <th className="num">Semi</th>
              <th className="num">Shadow</th>
              <th className="num">Time</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.index} handle={handle} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more</Button>}
    </section>
  );
}

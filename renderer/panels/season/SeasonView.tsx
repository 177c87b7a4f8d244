import { Button, Select, TextInput } from '@mantine/core';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { retryFailed, saveText } from '../../actions/season.ts';
import { runCommand } from '../../commands/registry.ts';
import { useJobs, useProducts, useProject } from '../../state/queries.ts';
import { seasonCsv } from '../../state/season/csv.ts';
import {
  filteredRows,
  type SeasonRow,
  type Sorting,
  seasonProgress,
  seasonRows,
  sortedRows,
} from '../../state/season/rows.ts';
import { openDialog } from '../../state/ui.ts';
import { donePercent, guessText } from '../../widgets/format.ts';
import { ErrorNotice } from '../../widgets/Notice.tsx';
import { RowsSkeleton } from '../../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { FullView } from '../FullView.tsx';
import { SeasonTable } from './SeasonTable.tsx';

const ALL = 'all';

/** Total progress of the rows, in words and as a bar. */
function Progress({ rows }: { readonly rows: readonly SeasonRow[] }) {
  const { ended, total, fraction, secondsLeft, failed } = seasonProgress(rows);
  const isUnderWay = ended < total;
  return (
    <div className="season-progress">
      {isUnderWay && (
        <span className="bar" role="progressbar" aria-label="All products" aria-valuenow={donePercent(fraction)}>
          <i style={{ width: `${fraction * 100}%` }} />
        </span>
      )}
      <span role="status">
        {`${ended} of ${total} ended`}
        {failed > 0 && `, ${failed} not done`}
        {secondsLeft !== null && `, about ${guessText(secondsLeft)} left`}
      </span>
    </div>
  );
}

/** The results of all queues and exports of the project, over the map; Escape or T goes back to it. */
export default function SeasonView() {
  const { data: jobs, error } = useJobs();
  const { data: products = [] } = useProducts();
  const { data: project } = useProject();
  const [filter, setFilter] = useState('');
  const [batch, setBatch] = useState(ALL);
  const [sorting, setSorting] = useState<Sorting>({ column: 'date', descending: false });
  const all = seasonRows(jobs ?? [], products);
  const batches = (jobs ?? []).filter(({ kind }) => kind === 'batch');
  const inBatch = batch === ALL ? all : all.filter(({ job }) => job.batch === batch);
  const rows = sortedRows(filteredRows(inBatch, filter), sorting);
  const failed = rows.filter(({ job }) => job.state === 'failed' || job.state === 'cancelled').map(({ job }) => job);
  return (
    <FullView label="Results of the season">
      <header className="full-head">
        <h2>Results</h2>
        {all.length > 0 && <Progress rows={inBatch} />}
        <span className="grow" />
        {batches.length > 1 && (
          <Select
            aria-label="Queue"
            w={200}
            data={[
              { value: ALL, label: 'All queues' },
              ...batches.map(({ id, title, createdAt }) => ({
                value: id,
                label: `${title}, ${new Date(createdAt).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' })}`,
              })),
            ]}
            value={batch}
            onChange={(value) => setBatch(value ?? ALL)}
          />
        )}
        {all.length > 0 && (
          <TextInput
            aria-label="Filter"
            placeholder="Filter: tile, date, state…"
            w={200}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
        {failed.length > 0 && <Button onClick={() => void retryFailed(failed)}>Try {failed.length} again</Button>}
        {all.length > 0 && (
          <>
            <Button
              disabled={rows.length === 0}
              onClick={() => saveText(`${project?.name ?? 'season'}.csv`, seasonCsv(rows))}
            >
              Save CSV
            </Button>
            <Button onClick={() => openDialog('queue')}>New queue</Button>
          </>
        )}
        <ToolButton icon={X} label="Back to the map" hint="T" onClick={() => runCommand('results')} />
      </header>
      {error && <ErrorNotice error={error} />}
      {!jobs && !error && <RowsSkeleton />}
      {jobs && all.length === 0 && (
        <div className="empty">
          <p>Nothing has been exported in this project yet.</p>
          <Button variant="filled" onClick={() => openDialog('queue')}>
            Process many products
          </Button>
        </div>
      )}
      {all.length > 0 && rows.length === 0 && (
        <div className="empty">
          <p>No row holds "{filter}".</p>
          <Button onClick={() => setFilter('')}>Show all</Button>
        </div>
      )}
      {rows.length > 0 && <SeasonTable rows={rows} sorting={sorting} onSort={setSorting} />}
    </FullView>
  );
}

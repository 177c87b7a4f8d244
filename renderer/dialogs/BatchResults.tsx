import { Button } from '@mantine/core';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import X from 'lucide-react/icons/x';
import { cancelJob, retryJob } from '../actions/jobs.ts';
import type { Job } from '../api/types.ts';
import { fileBeside } from '../state/messages.ts';
import { useJobs } from '../state/queries.ts';
import { donePercent, percentText, secondsText } from '../widgets/format.ts';
import { ErrorNotice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';
import { inWindowWords } from '../widgets/window-words.ts';

const STATES: Readonly<Record<Job['state'], string>> = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped, already there',
};

const percent = (job: Job, id: 'cloud' | 'semi' | 'shadow' | 'clear') => {
  const value = job.result?.percent?.[id];
  return value === undefined ? '' : percentText(value);
};

function Row({ job }: { readonly job: Job }) {
  const again = job.state === 'failed' || job.state === 'cancelled';
  return (
    <>
      <tr>
        <td style={{ maxWidth: 220, overflow: 'hidden', textOverflow: 'ellipsis' }} title={job.title}>
          {job.title}
        </td>
        <td>{job.state === 'running' ? `${donePercent(job.fraction)} % ${job.stage}` : STATES[job.state]}</td>
        {(['cloud', 'semi', 'shadow', 'clear'] as const).map((id) => (
          <td key={id} className="num">
            {percent(job, id)}
          </td>
        ))}
        <td className="num">{job.result ? secondsText(job.result.seconds) : ''}</td>
        <td className="num">
          {again ? (
            <ToolButton small icon={RotateCcw} label={`Try ${job.title} again`} onClick={() => void retryJob(job.id)} />
          ) : job.endedAt ? null : (
            <ToolButton small icon={X} label={`Cancel ${job.title}`} onClick={() => void cancelJob(job.id)} />
          )}
        </td>
      </tr>
      {job.state === 'failed' && job.error && (
        <tr>
          <td colSpan={8} style={{ whiteSpace: 'normal', color: 'var(--bad)' }}>
            {inWindowWords(
              [job.error.message, fileBeside(job.error.message, job.error.file), job.error.remedy]
                .filter(Boolean)
                .join(' '),
            )}
          </td>
        </tr>
      )}
    </>
  );
}

function Batch({ batch, members }: { readonly batch: Job; readonly members: readonly Job[] }) {
  const failed = members.filter(({ state }) => state === 'failed' || state === 'cancelled');
  const ended = members.filter(({ endedAt }) => endedAt !== null);
  const retryAll = async () => {
    for (const job of failed) await retryJob(job.id);
  };
  return (
    <section style={{ paddingBottom: 16 }}>
      <div className="section-title">
        {batch.title} <small>{`${ended.length} of ${members.length} ended`}</small>
        <span className="grow" />
        {failed.length > 0 && <Button onClick={() => void retryAll()}>Try {failed.length} again</Button>}
        {batch.endedAt === null && <Button onClick={() => void cancelJob(batch.id)}>Cancel all</Button>}
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Product</th>
            <th>State</th>
            <th className="num">Cloud</th>
            <th className="num">Semi</th>
            <th className="num">Shadow</th>
            <th className="num">Clear</th>
            <th className="num">Time</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((job) => (
            <Row key={job.id} job={job} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How the queues went, product by product. */
export function BatchResults() {
  const { data: jobs, error } = useJobs();
  if (error) return <ErrorNotice error={error} />;
  if (!jobs) return <RowsSkeleton />;
  const batches = jobs.filter(({ kind }) => kind === 'batch');
  if (batches.length === 0) return <div className="empty">No queue has been started yet.</div>;
  return batches.map((batch) => (
    <Batch key={batch.id} batch={batch} members={jobs.filter((job) => job.batch === batch.id && job.id !== batch.id)} />
  ));
}

import Ban from 'lucide-react/icons/ban';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleMinus from 'lucide-react/icons/circle-minus';
import Clock from 'lucide-react/icons/clock';
import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import FolderOpen from 'lucide-react/icons/folder-open';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash2 from 'lucide-react/icons/trash-2';
import X from 'lucide-react/icons/x';
import { lazy } from 'react';
import { cancelJob, clearEndedJobs, copyFilePath, retryJob } from '../actions/jobs.ts';
import { bridge, downloadAddress } from '../api/bridge.ts';
import type { Job } from '../api/types.ts';
import { clearMessages, sayError, useMessages } from '../state/messages.ts';
import { jobName } from '../state/product-name.ts';
import { useJobs } from '../state/queries.ts';
import { type DrawerTab, setUi, useUi } from '../state/ui.ts';
import { bytesText, donePercent, secondsText } from '../widgets/format.ts';
import { Guarded } from '../widgets/Guarded.tsx';
import { ErrorNotice, Notice } from '../widgets/Notice.tsx';
import { RowsSkeleton } from '../widgets/RowsSkeleton.tsx';
import { ToolButton } from '../widgets/ToolButton.tsx';

const STATES = {
  queued: { icon: Clock, name: 'Waiting', colour: 'var(--text-dim)' },
  running: { icon: CircleDashed, name: 'Running', colour: 'var(--accent)' },
  done: { icon: CircleCheck, name: 'Done', colour: 'var(--good)' },
  failed: { icon: CircleAlert, name: 'Failed', colour: 'var(--bad)' },
  cancelled: { icon: Ban, name: 'Cancelled', colour: 'var(--text-dim)' },
  skipped: { icon: CircleMinus, name: 'Skipped, already there', colour: 'var(--text-dim)' },
} as const;

function resultText({ result, error, stage, state }: Job): string {
  // The sentence stands below the row.
  if (error) return '';
  // How it ended stands beside it.
  if (!result) return state === 'running' ? stage : '';
  const bytes = result.files.reduce((sum, file) => sum + file.bytes, 0);
  const files =
    result.files.length > 0
      ? `${result.files.length} file${result.files.length === 1 ? '' : 's'}, ${bytesText(bytes)}, `
      : '';
  return `${files}${secondsText(result.seconds)}`;
}

function showFiles(job: Job): void {
  const handle = job.result?.files[0]?.handle;
  if (handle) bridge.showInFolder(handle)?.catch(sayError);
}

function JobRow({ job }: { readonly job: Job }) {
  const { icon: Icon, name, colour } = STATES[job.state];
  const called = jobName(job);
  const ended = job.endedAt !== null;
  const files = job.result?.files ?? [];
  const [firstFile] = files;
  const canShow = bridge.kind === 'desktop' && files.length > 0;
  return (
    <li className="job" aria-label={`${called}: ${name}`}>
      <Icon size={16} color={colour} aria-label={name} />
      <span className="job-name" title={job.title}>
        {called}
      </span>
      {ended ? (
        <span>{name}</span>
      ) : (
        <span className="bar" role="progressbar" aria-label={called} aria-valuenow={donePercent(job.fraction)}>
          <i style={{ width: `${job.fraction * 100}%` }} />
        </span>
      )}
      <span className="job-stage" title={resultText(job)}>
        {ended
          ? resultText(job)
          : `${donePercent(job.fraction)} %${job.stage && `, ${job.stage}`}${job.secondsLeft === null ? '' : `, ${secondsText(job.secondsLeft)} left`}`}
      </span>
      <span style={{ display: 'flex', justifyContent: 'flex-end' }}>
        {firstFile && (
          <ToolButton small icon={Copy} label="Copy the path" onClick={() => void copyFilePath(firstFile.handle)} />
        )}
        {canShow && <ToolButton small icon={FolderOpen} label="Show in folder" onClick={() => showFiles(job)} />}
        {bridge.kind === 'browser' && files.length > 0 && (
          <a
            className="tool small icon"
            href={downloadAddress(
              job.title,
              files.map(({ handle }) => handle),
            )}
            download
            title="Download as a zip"
            aria-label={`Download the files of ${called}`}
          >
            <Download size={14} aria-hidden />
          </a>
        )}
        {(job.state === 'failed' || job.state === 'cancelled') && (
          <ToolButton small icon={RotateCcw} label="Try again" onClick={() => void retryJob(job.id)} />
        )}
        <ToolButton
          small
          icon={ended ? Trash2 : X}
          label={ended ? 'Remove from the list' : 'Cancel'}
          onClick={() => void cancelJob(job.id)}
        />
      </span>
      {job.state === 'failed' && job.error && <ErrorNotice error={job.error} />}
      {job.result?.notes?.map((note) => (
        <Notice key={note} kind="info" text={note} />
      ))}
      {job.result?.warnings.map((warning) => (
        <Notice key={warning} kind="warning" text={warning} />
      ))}
    </li>
  );
}

function Jobs() {
  const { data: jobs, error } = useJobs();
  if (error) return <ErrorNotice error={error} />;
  if (!jobs) return <RowsSkeleton />;
  if (jobs.length === 0)
    return (
      <div className="empty">
        <p>No jobs yet. Masks that are computed and exports stand here with their progress.</p>
      </div>
    );
  return (
    <ul className="bare">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </ul>
  );
}

function Messages() {
  const messages = useMessages((state) => state.messages);
  if (messages.length === 0)
    return (
      <div className="empty">
        <p>No messages.</p>
      </div>
    );
  return messages.map((message) => (
    <div key={message.id} className="message">
      <time dateTime={message.at.toISOString()}>{message.at.toLocaleTimeString('en-GB')}</time>
      <Notice {...message} text={message.count > 1 ? `${message.text} (${message.count} times)` : message.text} />
    </div>
  ));
}

const SeriesPanel = lazy(() => import('../strip/series/SeriesPanel.tsx'));

const TABS: readonly { readonly id: DrawerTab; readonly title: string }[] = [
  { id: 'jobs', title: 'Jobs' },
  { id: 'messages', title: 'Messages' },
  { id: 'series', title: 'Pixel through time' },
];

/** Jobs, messages and a pixel's series, at the foot of the window. */
export default function Drawer() {
  const tab = useUi((ui) => ui.drawer);
  return (
    <section className="drawer" aria-label="Jobs and messages">
      <div className="panel-tabs">
        <div className="tabs" role="tablist" aria-label="Drawer">
          {TABS.map(({ id: name, title }) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={tab === name}
              onClick={() => setUi({ drawer: name })}
            >
              {title}
            </button>
          ))}
        </div>
        <span className="grow" />
        {tab !== 'series' && (
          <ToolButton
            small
            text="Clear"
            label={tab === 'jobs' ? 'Remove ended jobs' : 'Remove all messages'}
            onClick={() => (tab === 'jobs' ? void clearEndedJobs() : clearMessages())}
          />
        )}
        <ToolButton small icon={X} label="Close the drawer" onClick={() => setUi({ drawer: null })} />
      </div>
      {tab === 'series' ? (
        <Guarded fallback={<RowsSkeleton />}>
          <SeriesPanel />
        </Guarded>
      ) : (
        <div className="panel-scroll">{tab === 'jobs' ? <Jobs /> : <Messages />}</div>
      )}
    </section>
  );
}

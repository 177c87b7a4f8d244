import FolderOpen from 'lucide-react/icons/folder-open';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash2 from 'lucide-react/icons/trash-2';
import X from 'lucide-react/icons/x';
import { cancelJob, retryJob } from '../../actions/jobs.ts';
import { resultMenu } from '../../actions/menus/result-menu.ts';
import { openResult } from '../../actions/season.ts';
import { bridge } from '../../api/bridge.ts';
import type { Job } from '../../api/types.ts';
import { contextMenu } from '../../commands/context-menu.ts';
import { fileBeside } from '../../state/messages.ts';
import { jobName, tileName } from '../../state/product-name.ts';
import { madeText, type SeasonRow, STATE_WORDS } from '../../state/season/rows.ts';
import { donePercent } from '../../widgets/format.ts';
import { ToolButton } from '../../widgets/ToolButton.tsx';
import { inWindowWords } from '../../widgets/window-words.ts';

const CLASSES = ['clear', 'cloud', 'semi', 'shadow', 'missing'] as const;

function StateCell({ job }: { readonly job: Job }) {
  if (job.state !== 'running') return STATE_WORDS[job.state];
  const share = donePercent(job.fraction);
  return (
    <span className="season-running">
      <span className="bar" role="progressbar" aria-label={jobName(job)} aria-valuenow={share}>
        <i style={{ width: `${share}%` }} />
      </span>
      {share} %
    </span>
  );
}

function Actions({ row: { job, name } }: { readonly row: SeasonRow }) {
  const again = job.state === 'failed' || job.state === 'cancelled';
  const [file] = job.result?.files ?? [];
  return (
    <>
      {file && bridge.kind === 'desktop' && (
        <ToolButton
          small
          icon={FolderOpen}
          label={`Show the files of ${name}`}
          onClick={() => void bridge.showInFolder(file.handle)}
        />
      )}
      {again && <ToolButton small icon={RotateCcw} label={`Try ${name} again`} onClick={() => void retryJob(job.id)} />}
      {job.endedAt === null ? (
        <ToolButton small icon={X} label={`Cancel ${name}`} onClick={() => void cancelJob(job.id)} />
      ) : (
        <ToolButton small icon={Trash2} label={`Take ${name} off the list`} onClick={() => void cancelJob(job.id)} />
      )}
    </>
  );
}

/** What a selected row has to say beside its numbers: name, files, warnings, the error. */
function Details({ row: { job, name, warnings }, columns }: { readonly row: SeasonRow; readonly columns: number }) {
  const { error } = job;
  const files = job.result?.files ?? [];
  return (
    <tr className="season-details">
      <td colSpan={columns}>
        <p className="mono">{name}</p>
        {error && (
          <p className="season-error">
            {inWindowWords(
              [error.message, fileBeside(error.message, error.file), error.remedy].filter(Boolean).join(' '),
            )}
          </p>
        )}
        {warnings.map((warning) => (
          <p key={warning}>{inWindowWords(warning)}</p>
        ))}
        {files.length > 0 && <p className="mono">{files.map((file) => file.name).join(', ')}</p>}
      </td>
    </tr>
  );
}

interface Props {
  readonly row: SeasonRow;
  readonly columns: number;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

export function SeasonTableRow({ row, columns, isSelected, onSelect }: Props) {
  const { job, name, tile, date, level, percent, warnings } = row;
  const hasFailed = job.state === 'failed';
  return (
    <>
      <tr
        className={`season-row ${job.state}`}
        aria-selected={isSelected}
        onClick={onSelect}
        onDoubleClick={() => void openResult(job)}
        {...contextMenu(name, () => resultMenu(job, name))}
      >
        <td>
          <button
            type="button"
            className="season-open"
            title={`${name}\nDouble click or Enter opens it`}
            aria-label={`${name}, ${isSelected ? 'Enter opens it' : 'Enter selects it'}`}
            aria-expanded={isSelected}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !isSelected) return;
              event.preventDefault();
              void openResult(job);
            }}
          >
            {tileName({ tile, name })}
          </button>
        </td>
        <td className="nowrap">{date ? `${date.slice(0, 10)} ${date.slice(11, 16)}`.trim() : ''}</td>
        <td>{level}</td>
        <td>
          <StateCell job={job} />
        </td>
        {CLASSES.map((id) => (
          <td key={id} className="num">
            {percent?.[id]?.toFixed(1) ?? ''}
          </td>
        ))}
        <td>{madeText(row)}</td>
        <td className="num">{job.state === 'done' ? job.result?.seconds.toFixed(1) : ''}</td>
        <td className="num">{warnings.length || ''}</td>
        <td className="num">{job.result?.files.length || ''}</td>
        <td className="season-actions">
          <Actions row={row} />
        </td>
      </tr>
      {(isSelected || hasFailed) && <Details row={row} columns={columns} />}
    </>
  );
}

import ChevronUp from 'lucide-react/icons/chevron-up';
import X from 'lucide-react/icons/x';
import { cancelJob } from '../actions/jobs.ts';
import { isUnderWay } from '../state/mask-job.ts';
import { useMessages } from '../state/messages.ts';
import { jobName } from '../state/product-name.ts';
import { useJobs } from '../state/queries.ts';
import { secondsLeftOf } from '../state/time-left.ts';
import { setUi, useUi } from '../state/ui.ts';
import { donePercent, guessText, secondsText } from '../widgets/format.ts';
import { ToolButton } from '../widgets/ToolButton.tsx';

/** One line about the work in progress; opens the drawer with all jobs. */
export function JobStrip() {
  const { data: jobs = [] } = useJobs();
  const drawer = useUi((ui) => ui.drawer);
  const errors = useMessages(({ messages }) => messages.filter(({ kind }) => kind === 'error').length);
  const active = jobs.filter(isUnderWay);
  const job = active.find(({ state }) => state === 'running') ?? active[0];
  const allLeft = active.length > 1 ? secondsLeftOf(jobs) : null;
  const toggle = (tab: 'jobs' | 'messages') => setUi({ drawer: drawer === tab ? null : tab });
  return (
    <div className="jobstrip">
      <ToolButton
        small
        icon={ChevronUp}
        label="Jobs"
        text={`Jobs${active.length ? ` ${active.length}` : ''}`}
        pressed={drawer === 'jobs'}
        onClick={() => toggle('jobs')}
      />
      <ToolButton
        small
        label="Messages"
        text={`Messages${errors ? ` ${errors}` : ''}`}
        pressed={drawer === 'messages'}
        onClick={() => toggle('messages')}
      />
      {job ? (
        <>
          <span className="bar" role="progressbar" aria-label={jobName(job)} aria-valuenow={donePercent(job.fraction)}>
            <i style={{ width: `${job.fraction * 100}%` }} />
          </span>
          <span className="grow">
            {jobName(job)}, {donePercent(job.fraction)} %
            {job.secondsLeft !== null && `, ${secondsText(job.secondsLeft)} left`}
            {allLeft !== null && `; all ${active.length}: about ${guessText(allLeft)} left`}
          </span>
          <ToolButton
            small
            icon={X}
            label={`Cancel ${jobName(job)}`}
            text="Cancel"
            onClick={() => void cancelJob(job.id)}
          />
        </>
      ) : (
        <span className="grow" />
      )}
    </div>
  );
}

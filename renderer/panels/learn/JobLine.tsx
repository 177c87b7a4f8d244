import { Button } from '@mantine/core';
import { cancelJob } from '../../actions/jobs.ts';
import type { Job } from '../../api/types.ts';
import { donePercent, secondsText } from '../../widgets/format.ts';

/** How far a job is, with a way to end it. */
export function JobLine({ job }: { readonly job: Job }) {
  const { id, title, fraction, stage, secondsLeft, state } = job;
  return (
    <div className="learn-bar" role="status">
      <span className="bar" role="progressbar" aria-label={title} aria-valuenow={donePercent(fraction)}>
        <i style={{ width: `${100 * fraction}%` }} />
      </span>
      <span className="grow">
        {state === 'queued' ? 'Waits for other jobs' : `${stage}, ${donePercent(fraction)} %`}
        {secondsLeft !== null && `, ${secondsText(secondsLeft)} left`}
      </span>
      <Button onClick={() => void cancelJob(id)}>Cancel</Button>
    </div>
  );
}

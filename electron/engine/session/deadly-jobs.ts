import type { Job } from '../contract/jobs.ts';
import type { LeaveOut } from '../contract/shell.ts';
import { EngineDeathError } from '../core/errors.ts';
import type { SessionSnapshot } from './session-file.ts';

type LeftJob = SessionSnapshot['jobs'][number];

/** A job that was running at so many deaths of the engine is not taken up again by itself. */
const DEATHS_ALLOWED = 1;
const REMEDY = 'Try it again, choose the CPU as the device in the settings, or remove it.';

/** How often each job was running when the engine's process died, over all processes of a session. */
export interface DeadlyJobs {
  /** Counts a job that a predecessor left; returns why it is not to be taken up, or null where it is. */
  judge(job: LeftJob, leaveOut: LeaveOut): EngineDeathError | null;
  /** Follows the queue: what ends well is forgiven, what the user tries again may end the engine once more. */
  follow(job: Job): void;
  deathsOf(id: string): number;
}

export function createDeadlyJobs(): DeadlyJobs {
  const deaths = new Map<string, number>();
  return {
    judge({ id, running, deaths: before }, leaveOut) {
      const count = before + (running ? 1 : 0);
      if (count > 0) deaths.set(id, count);
      if (count > DEATHS_ALLOWED)
        return new EngineDeathError(
          `The engine stopped ${count === 2 ? 'twice' : `${count} times`} while this job ran, so it was not taken up again.`,
          {
            remedy: REMEDY,
          },
        );
      if (leaveOut === 'everything')
        return new EngineDeathError('The engine was started without its unfinished jobs.', { remedy: REMEDY });
      if (leaveOut === 'job' && running)
        return new EngineDeathError('The engine stopped while this job ran, and was started without it.', {
          remedy: REMEDY,
        });
      return null;
    },
    follow({ id, state }) {
      if (state === 'done' || state === 'skipped' || state === 'cancelled') deaths.delete(id);
      else if (state === 'queued' && (deaths.get(id) ?? 0) > DEATHS_ALLOWED) deaths.set(id, DEATHS_ALLOWED);
    },
    deathsOf: (id) => deaths.get(id) ?? 0,
  };
}

import type { Job } from '../contract/jobs.ts';
import type { Confinement } from './confinement.ts';
import type { EngineJob } from './context.ts';
import { errorBody } from './errors.ts';
import type { Grants } from './grants.ts';

interface JobViewContext {
  readonly grants: Grants;
  readonly confinement: Confinement;
}

/** A job as the API shows it: paths become handles, errors become sentences. */
export function toApiJob(record: EngineJob, { grants, confinement }: JobViewContext): Job {
  const { request: _, error, result, ...rest } = record;
  return {
    ...rest,
    error: error === null ? null : errorBody(error, confinement).error,
    result: result && {
      files: result.files.map(({ path, bytes }) => ({ ...grants.grant(path), bytes })),
      percent: result.percent,
      seconds: result.seconds,
      warnings: result.warnings.map(confinement.show),
    },
  };
}

import { describe, expect, test } from 'vitest';
import type { Job } from '../api/types.ts';
import { waitingExport as job } from '../test/job.ts';
import { secondsLeftOf } from './time-left.ts';

const waiting = job();
const done = (seconds: number, change: Partial<Job> = {}) =>
  job({ state: 'done', endedAt: '2026-01-01', result: { files: [], percent: null, seconds, warnings: [] }, ...change });
const running = (fraction: number, secondsLeft: number | null) => job({ state: 'running', fraction, secondsLeft });

describe('the time until all jobs have ended', () => {
  test.each([
    ['nothing is under way', [done(10)], null],
    ['nothing is known yet', [running(0.01, null), waiting], null],
    ['the first of several runs: the others will take as long', [running(0.5, 10), waiting, waiting], 50],
    ['some are done', [done(10), done(20), running(0.5, 4), waiting], 19],
    ['the one that runs knows nothing yet', [done(10), running(0.4, null)], 6],
    ['another kind of work waits, of which nothing is known', [done(10), running(0.5, 4), job({ grid: 60 })], null],
    ['another queue was slower', [done(900, { batch: 'a' }), running(0.5, 4), waiting], 12],
    ['another kind was done', [done(100, { kind: 'mask' }), running(0.5, 4)], 4],
  ] as const)('%s', (_name, jobs, seconds) => expect(secondsLeftOf(jobs)).toEqual(seconds));
});

import { expect, it } from 'vitest';
import type { Job } from '../contract/jobs.ts';
import { createDeadlyJobs } from './deadly-jobs.ts';

const left = (running: boolean, deaths: number) => ({
  id: 'a',
  batch: null,
  title: 'a mask',
  request: { kind: 'mask', product: 'p1', pack: 'x', grid: 20 } as const,
  running,
  deaths,
});
const job = (state: Job['state']) => ({ id: 'a', state }) as Job;

it('takes up a job after one death, and not after two', () => {
  expect(createDeadlyJobs().judge(left(true, 0), null)).toBeNull();
  expect(createDeadlyJobs().judge(left(true, 1), null)?.message).toContain('twice');
  expect(createDeadlyJobs().judge(left(false, 3), null)?.message).toContain('3 times');
});

it('blames no job that only waited', () => {
  const jobs = createDeadlyJobs();
  expect(jobs.judge(left(false, 0), null)).toBeNull();
  expect(jobs.deathsOf('a')).toBe(0);
});

it('leaves aside what the user goes on without', () => {
  expect(createDeadlyJobs().judge(left(true, 0), 'job')?.remedy).toContain('Try it again');
  expect(createDeadlyJobs().judge(left(false, 0), 'job')).toBeNull();
  expect(createDeadlyJobs().judge(left(false, 0), 'everything')).not.toBeNull();
});

it('gives one more chance to a job that the user tries again, and forgives one that ended well', () => {
  const jobs = createDeadlyJobs();
  jobs.judge(left(true, 2), null);
  jobs.follow(job('queued'));
  expect(jobs.deathsOf('a')).toBe(1);
  jobs.follow(job('failed'));
  expect(jobs.deathsOf('a')).toBe(1);
  jobs.follow(job('done'));
  expect(jobs.deathsOf('a')).toBe(0);
});

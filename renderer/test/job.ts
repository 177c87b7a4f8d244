import type { Job } from '../api/types.ts';

/** An export that waits in the queue `b`, but for what a test changes. */
export const waitingExport = (change: Partial<Job> = {}): Job => ({
  id: 'j',
  kind: 'export',
  title: 'T33UVU',
  state: 'queued',
  product: null,
  batch: 'b',
  grid: 20,
  pack: null,
  fraction: 0,
  stage: '',
  secondsLeft: null,
  createdAt: '2026-01-01T00:00:00Z',
  endedAt: null,
  error: null,
  result: null,
  ...change,
});

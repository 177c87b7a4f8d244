import { describe, expect, it, vi } from 'vitest';
import type { Job, JobResult } from '../contract/jobs.ts';
import { CancelledError } from '../core/errors.ts';
import { createJobQueue } from './queue.ts';

const spec = (title: string) =>
  ({ title, batch: null, work: { kind: 'mask', product: title, pack: 'p', grid: 20 } }) as const;
const resultOf = (name: string): JobResult => ({ files: [], percent: null, seconds: 0, warnings: [name] });

/** A queue whose jobs end when the test says so. */
function controlled() {
  const order: string[] = [];
  const finish = new Map<string, (error?: Error) => void>();
  const states: string[] = [];
  const busy: boolean[] = [];
  const queue = createJobQueue({
    run: (work, { signal }) =>
      new Promise((resolve, reject) => {
        const name = work.kind === 'mask' ? work.product : work.kind;
        order.push(name);
        signal.addEventListener('abort', () => reject(new CancelledError()));
        finish.set(name, (error) => (error ? reject(error) : resolve({ state: 'done', result: resultOf(name) })));
      }),
    describeError: (error) => ({ name: 'Error', message: (error as Error).message }),
    onChange: ({ title, state }: Job) => states.push(`${title}:${state}`),
    onBusy: (isBusy) => busy.push(isBusy),
  });
  const tick = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { queue, order, finish, states, busy, tick };
}

describe('createJobQueue', () => {
  it('runs one job at a time, urgent ones before the others that wait', async () => {
    const { queue, order, finish, tick } = controlled();
    for (const name of ['a', 'b']) queue.add(spec(name));
    await tick();
    queue.add(spec('c'), { urgent: true });
    await tick();
    expect(order).toEqual(['a']);
    finish.get('a')?.();
    await tick();
    finish.get('c')?.();
    await tick();
    finish.get('b')?.();
    await queue.idle();
    expect(order).toEqual(['a', 'c', 'b']);
    expect(queue.list().every((job) => job.state === 'done')).toBe(true);
  });

  it('says once that it is busy and once that it is not, whatever becomes of the jobs between', async () => {
    const { queue, finish, busy, tick } = controlled();
    const [, failing, cancelled, waiting] = ['a', 'b', 'c', 'd'].map((name) => queue.add(spec(name)));
    queue.cancel(waiting!.id);
    await tick();
    expect(busy).toEqual([true]);
    finish.get('a')?.();
    await tick();
    finish.get('b')?.(new Error('disk full'));
    await tick();
    queue.cancel(cancelled!.id);
    expect(busy).toEqual([true]);
    await queue.idle();
    expect(busy).toEqual([true, false]);
    queue.retry(failing!.id);
    await tick();
    expect(busy).toEqual([true, false, true]);
  });

  it('returns the job that is under way when the same is asked for twice', () => {
    const { queue } = controlled();
    expect(queue.add(spec('a')).id).toBe(queue.add(spec('a')).id);
  });

  it('keeps the error of a failed job, goes on, and can run it again', async () => {
    const { queue, finish, tick } = controlled();
    const job = queue.add(spec('a'));
    const other = queue.add(spec('b'));
    await tick();
    finish.get('a')?.(new Error('disk full'));
    await tick();
    expect(queue.get(job.id)).toMatchObject({ state: 'failed', error: { message: 'disk full' } });
    finish.get('b')?.();
    await tick();
    expect(queue.get(other.id)?.state).toBe('done');
    expect(queue.retry(job.id)?.state).toBe('queued');
    await tick();
    finish.get('a')?.();
    await queue.idle();
    expect(queue.get(job.id)).toMatchObject({ state: 'done', error: null, result: resultOf('a') });
  });

  it('cancels what runs and what waits, and removes what has ended', async () => {
    const { queue, order, tick } = controlled();
    const first = queue.add(spec('a'));
    const second = queue.add(spec('b'));
    await tick();
    queue.cancel(second.id);
    queue.cancel(first.id);
    await queue.idle();
    expect(order).toEqual(['a']);
    expect(queue.list().map((job) => job.state)).toEqual(['cancelled', 'cancelled']);
    queue.cancel(first.id);
    expect(queue.list().map((job) => job.id)).toEqual([second.id]);
    expect(queue.cancel('nothing')).toBe(false);
  });

  it('tells the time left by the pace of the work, unless the work knows it itself', async () => {
    let clock = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const told: (number | null)[] = [];
    const queue = createJobQueue({
      run: async (_work, { onProgress }) => {
        for (const [fraction, own] of [[0], [0.5], [0.75, 1]] as const) {
          onProgress({ fraction, stage: 'Writing', ...(own === undefined ? {} : { secondsLeft: own }) });
          clock += 3000;
        }
        return { state: 'done', result: resultOf('a') };
      },
      describeError: () => ({ name: 'Error', message: '' }),
      onChange: ({ state, secondsLeft, stage }) => state === 'running' && stage === 'Writing' && told.push(secondsLeft),
    });
    queue.add(spec('a'));
    await queue.idle();
    now.mockRestore();
    expect(told).toEqual([null, 3, 1]);
  });
});

import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../api/client.ts';
import type { LabelChip, LabelRun } from '../../api/types.ts';
import { Change } from './raster.ts';
import { ChipSession } from './session.ts';
import { settled, takeOver } from './take-over.ts';

const SIDE = 8;

/** What the engine holds, and how it answers. */
const held = { labels: new Uint8Array(SIDE * SIDE), origin: new Uint8Array(SIDE * SIDE), revision: 0 };
let failures: number[] = [];

vi.mock('../../api/label-engine.ts', () => ({
  labelEngine: {
    labels: async () => ({ ...held, labels: held.labels.slice(), origin: held.origin.slice() }),
    edit: async (_: string, id: string, { revision, runs }: { revision: number; runs: readonly LabelRun[] }) => {
      const failure = failures.shift();
      if (failure !== undefined) throw new ApiError(failure, { name: 'Error', message: 'no' });
      if (revision !== held.revision) throw new ApiError(409, { name: 'Error', message: 'changed meanwhile' });
      for (const [start, length, label, origin = 0] of runs) {
        held.labels.fill(label, start, start + length);
        held.origin.fill(origin, start, start + length);
      }
      held.revision++;
      return { id, revision: held.revision };
    },
  },
}));

const chip = { id: 'chip_0_0', window: { column: 0, row: 0, width: SIDE, height: SIDE } } as LabelChip;
const errors: unknown[] = [];
const listener = {
  onPixels: () => {},
  onState: () => {},
  onKept: () => {},
  onError: (error: unknown) => errors.push(error),
};

function open(): ChipSession {
  return new ChipSession(
    'project',
    chip,
    { ...held, labels: held.labels.slice(), origin: held.origin.slice() },
    listener,
  );
}

function paint(session: ChipSession, row: number, label: number): void {
  const change = new Change(session.raster);
  change.span(row, 0, SIDE, label);
  session.record(change.end()!);
}

const row = (labels: Uint8Array, index: number) => labels.slice(index * SIDE, (index + 1) * SIDE).join('');

beforeEach(() => {
  held.labels.fill(0);
  held.origin.fill(0);
  held.revision = 0;
  failures = [];
  errors.length = 0;
});

test('strokes are kept in their order, also those made while one is on its way', async () => {
  const session = open();
  paint(session, 0, 4);
  paint(session, 0, 2);
  paint(session, 1, 3);
  expect(session.isSaved).toBe(false);
  await session.saved();
  expect([row(held.labels, 0), row(held.labels, 1)]).toEqual(['22222222', '33333333']);
  expect(held.labels).toEqual(session.raster.labels);
  expect(session.revision).toBe(held.revision);
});

test('undo and redo reach the engine, with who had said it before', async () => {
  held.labels.fill(3, 0, SIDE);
  held.origin.fill(1, 0, SIDE);
  const session = open();
  paint(session, 0, 4);
  session.undo();
  await session.saved();
  expect([row(held.labels, 0), row(held.origin, 0)]).toEqual(['33333333', '11111111']);
  expect([session.canUndo, session.canRedo]).toEqual([false, true]);
  session.redo();
  await session.saved();
  expect([row(held.labels, 0), row(held.origin, 0)]).toEqual(['44444444', '22222222']);
});

test('what another window did meanwhile stays, and the strokes made here are laid over it', async () => {
  const session = open();
  held.labels.fill(1, SIDE, 2 * SIDE);
  held.origin.fill(2, SIDE, 2 * SIDE);
  held.revision = 7;
  paint(session, 0, 4);
  await session.saved();
  expect([row(held.labels, 0), row(held.labels, 1)]).toEqual(['44444444', '11111111']);
  expect(session.raster.labels).toEqual(held.labels);
});

test('a stroke that could not be saved is said once, kept, and saved later', async () => {
  vi.useFakeTimers();
  failures = [0, 0];
  const session = open();
  paint(session, 2, 4);
  const saved = session.saved();
  await vi.advanceTimersByTimeAsync(1000);
  expect(session.isStuck).toBe(true);
  await vi.advanceTimersByTimeAsync(6000);
  await saved;
  vi.useRealTimers();
  expect(errors).toHaveLength(1);
  expect(row(held.labels, 2)).toBe('44444444');
  expect([session.isStuck, session.isSaved]).toEqual([false, true]);
});

test('labels that the engine has taken are one step of the undo', async () => {
  const session = open();
  held.labels.fill(4, 0, 5);
  held.origin.fill(1, 0, 5);
  held.revision = 1;
  session.absorb({ ...held, labels: held.labels.slice(), origin: held.origin.slice() });
  expect(row(session.raster.labels, 0)).toBe('44444000');
  session.undo();
  await session.saved();
  expect(row(held.labels, 0)).toBe('00000000');
});

/** The engine's own labels for all that nobody has said anything of, or for the first two rows whoever said what. */
function engineTakes(over: 'machines' | 'everything'): (revision: number) => Promise<LabelChip> {
  return async (revision) => {
    if (revision !== held.revision) throw new ApiError(409, { name: 'Error', message: 'changed meanwhile' });
    for (let i = 0; i < 2 * SIDE; i++) {
      if (over === 'machines' && held.origin[i] !== 0) continue;
      held.labels[i] = 1;
      held.origin[i] = 1;
    }
    held.revision++;
    return { id: chip.id, revision: held.revision } as LabelChip;
  };
}

test.each(['machines', 'everything'] as const)(
  'what is painted while the engine labels a chip lies on top: over %s',
  async (over) => {
    const session = open();
    const take = engineTakes(over);
    let tries = 0;
    const taken = await takeOver(session, async (revision) => {
      // The stroke is kept while the engine is still at work.
      if (tries++ === 0) {
        paint(session, 0, 4);
        await session.saved();
      }
      return take(revision);
    });
    await session.saved();
    expect(tries).toBe(2);
    expect(taken.revision).toBe(2);
    expect([row(held.labels, 0), row(held.labels, 1)]).toEqual(['44444444', '11111111']);
    expect(held.labels).toEqual(session.raster.labels);
    expect(held.origin).toEqual(session.raster.origin);
    expect(errors).toEqual([]);
  },
);

test('what the engine refuses for another reason, or for ever, is said', async () => {
  const session = open();
  const refusal = new ApiError(400, { name: 'Error', message: 'no network' });
  await expect(takeOver(session, () => Promise.reject(refusal))).rejects.toBe(refusal);
  const conflict = new ApiError(409, { name: 'Error', message: 'changed meanwhile' });
  await expect(takeOver(session, () => Promise.reject(conflict))).rejects.toBe(conflict);
});

test('takes of one chip follow each other, and are waited for before it is accepted', async () => {
  const session = open();
  const done: string[] = [];
  const slow = async (revision: number) => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    done.push('first');
    return engineTakes('machines')(revision);
  };
  const first = takeOver(session, slow);
  const second = takeOver(session, async (revision) => {
    done.push('second');
    return engineTakes('everything')(revision);
  });
  await settled(session);
  done.push('accepted');
  expect(done).toEqual(['first', 'second', 'accepted']);
  expect(session.revision).toBe(2);
  await Promise.all([first, second]);
});

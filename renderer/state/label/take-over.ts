import { ApiError } from '../../api/client.ts';
import { labelEngine } from '../../api/label-engine.ts';
import type { LabelChip } from '../../api/types.ts';
import { put, stepBetween } from './raster.ts';
import { type ChipSession, CONFLICT } from './session.ts';

/** Somebody who paints without a pause is not waited for for ever. */
const MOST_TRIES = 20;

const taking = new WeakMap<ChipSession, Promise<unknown>>();

/** Resolves when the engine has all that was painted, and what it was asked to label itself is done or refused. */
export async function settled(session: ChipSession): Promise<void> {
  await taking.get(session)?.catch(() => undefined);
  await session.saved();
}

/**
 * Lets the engine label a chip, which may take long, and takes over what became of it as one step of the undo. What is
 * painted meanwhile is kept first, on which the engine is asked again, and lies on top.
 *
 * @param take asks the engine, for a revision of the chip; what it throws is thrown, but for conflicts
 */
export function takeOver(session: ChipSession, take: (revision: number) => Promise<LabelChip>): Promise<LabelChip> {
  const last = taking.get(session)?.catch(() => undefined) ?? Promise.resolve();
  const own = last.then(() => takeOnce(session, take));
  taking.set(session, own);
  return own;
}

async function takeOnce(session: ChipSession, take: (revision: number) => Promise<LabelChip>): Promise<LabelChip> {
  const before = new Set(session.steps);
  const kept = await untilNoConflict(session, take);
  let fresh = await labelEngine.labels(session.project, session.chip);
  while (!session.isSaved || fresh.revision < session.revision) {
    await session.saved();
    fresh = await labelEngine.labels(session.project, session.chip);
  }
  const painted = session.steps.filter((step) => !before.has(step));
  session.absorb(fresh);
  const { raster } = session;
  const wanted = { ...raster, labels: raster.labels.slice(), origin: raster.origin.slice() };
  for (const step of painted) put(wanted, step, 'after');
  const again = stepBetween(raster, wanted);
  if (again) session.apply(again);
  return kept;
}

async function untilNoConflict(
  session: ChipSession,
  take: (revision: number) => Promise<LabelChip>,
): Promise<LabelChip> {
  for (let tries = 1; ; tries++) {
    await session.saved();
    const { revision } = session;
    try {
      return await take(revision);
    } catch (error) {
      const isConflict = error instanceof ApiError && error.status === CONFLICT;
      if (!isConflict || tries === MOST_TRIES) throw error;
      await session.saved();
      // Another window has changed the chip.
      if (session.revision === revision) session.follow(await labelEngine.labels(session.project, session.chip));
    }
  }
}

import { LRUCache } from 'lru-cache';
import { type Grid, type Window, wholeWindow } from '../core/grid.ts';
import { cropProbabilities, type ProbabilityRaster } from '../core/probabilities.ts';
import type { PixelCorrection, PlacedCorrections } from '../mask/corrections.ts';
import { type RemoteMaskSession, shareProbabilities } from '../mask/runner.ts';
import type { ClassRaster, MaskParameters, Persistence } from '../mask/types.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import type { Workbench } from '../produce/workbench.ts';
import { computedFraction } from './partial-mask.ts';

/** Probabilities in shared memory, and the thread that makes masks of them. */
interface OpenSession {
  readonly probabilities: ProbabilityRaster;
  readonly session: RemoteMaskSession;
}

/** A mask of a scene, and what it was made by. */
interface WholeMask {
  readonly by: OpenSession;
  readonly parameters: string;
  readonly corrections: readonly PixelCorrection[];
  readonly raster: ClassRaster;
}

/** A window of a level of a store, whose grid that level has. */
interface StorePart {
  readonly window: Window;
  readonly level: number;
  readonly grid: Grid;
}

/** Sessions hold a thread and a copy of their probabilities each. */
const OPEN_SESSIONS = 3;

export type MaskSessions = ReturnType<typeof createMaskSessions>;

/** Sessions for what is looked at, each kept while few others are asked for. */
export function createMaskSessions(bench: Workbench) {
  /** The last mask of a scene: its view, its statistics and every stop of a map that is moved ask for it. */
  let last: WholeMask | null = null;

  const end = (opened: OpenSession): Promise<void> => {
    // It would hold on to the probabilities.
    if (last?.by === opened) last = null;
    return opened.session.close();
  };
  const sessions = new LRUCache<string, Promise<OpenSession>>({
    max: OPEN_SESSIONS,
    dispose: (opened) => void opened.then(end).catch(() => undefined),
  });

  const read = async (
    store: ProbabilityStore,
    { window, level, grid }: StorePart,
    persistence: Persistence | undefined,
  ): Promise<ProbabilityRaster> => {
    const planes = await store.readWindow(window, level, { partial: true });
    const persistent =
      persistence && persistence.weight > 0 && (await bench.places.window(persistence.raster, grid, window));
    return { ...shareProbabilities(planes), ...(persistent ? { persistent } : {}) };
  };

  const nameOf = async (
    key: string,
    store: ProbabilityStore,
    { window: { column, row, width, height }, level, grid }: StorePart,
    persistence: Persistence | undefined,
  ): Promise<string> => {
    const places = persistence && persistence.weight > 0 ? await bench.places.on(persistence.raster, grid) : null;
    return [key, level, computedFraction(store), column, row, width, height, places?.sha256 ?? ''].join(' ');
  };

  return {
    /** Probabilities of a part, with the persistent places that are lowered in it. */
    read,
    /** The same without reading them anew where the session for the whole level has them. */
    async part(
      key: string,
      store: ProbabilityStore,
      part: StorePart,
      persistence: Persistence | undefined,
    ): Promise<ProbabilityRaster> {
      const whole = { ...part, window: wholeWindow(part.grid) };
      const kept = sessions.get(await nameOf(key, store, whole, persistence));
      if (!kept) return read(store, part, persistence);
      return shareProbabilities(cropProbabilities((await kept).probabilities, whole.window, part.window));
    },
    /** The session for a part of the store that `key` names. */
    async of(
      key: string,
      store: ProbabilityStore,
      part: StorePart,
      persistence: Persistence | undefined,
    ): Promise<OpenSession> {
      const name = await nameOf(key, store, part, persistence);
      const found = sessions.get(name);
      if (found) return found;
      const opened = read(store, part, persistence).then(async (probabilities) => ({
        probabilities,
        session: await bench.masks.openSession(probabilities),
      }));
      sessions.set(name, opened);
      opened.catch(() => sessions.delete(name));
      return opened;
    },
    /** The mask of a whole scene by its session, kept until another one is asked for. It must not be altered. */
    async whole(
      by: OpenSession,
      parameters: MaskParameters,
      corrections: PlacedCorrections,
      signal: AbortSignal | undefined,
    ): Promise<ClassRaster> {
      const asked = JSON.stringify(parameters);
      const isSame = (list: readonly PixelCorrection[]) =>
        list === corrections.list || (list.length === 0 && corrections.list.length === 0);
      if (last?.by === by && last.parameters === asked && isSame(last.corrections)) return last.raster;
      const raster = await by.session.update(parameters, { corrections, signal });
      last = { by, parameters: asked, corrections: corrections.list, raster };
      return raster;
    },
    close: () => sessions.clear(),
  };
}

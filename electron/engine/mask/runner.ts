import { Tinypool } from 'tinypool';
import { CancelledError, NephoscopeError, ParameterError, RasterError, throwIfCancelled } from '../core/errors.ts';
import { workerEntry } from '../core/worker-entry.ts';
import type { PlacedCorrections } from './corrections.ts';
import type { UnderSun } from './lone-shadows.ts';
import type { FollowedPlane, MaskAnswer, MaskTask } from './mask.worker.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

/** A {@link MaskSession} in a thread of its own. */
export interface RemoteMaskSession {
  /** As `MaskSession.update`. Updates run in the order of their calls; cancel those that a newer one makes useless. */
  update(
    parameters: MaskParameters,
    options?: {
      readonly corrections?: PlacedCorrections | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<ClassRaster>;
  close(): Promise<void>;
}

/** Computes masks in worker threads, so that the caller's event loop stays free. */
export interface MaskRunner {
  /** Starts a thread, which takes some 0.2 s, so that the first mask needs not wait for it. It ends when it is not used. */
  prepare(): void;
  /** The same for the next session that will be opened, for which it waits. */
  prepareSession(): void;
  /** {@link computeMask} in a worker. Planes in shared memory ({@link shareProbabilities}) are not copied. */
  compute(
    probabilities: ProbabilityRaster,
    parameters: MaskParameters,
    options?: { readonly corrections?: PlacedCorrections | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<ClassRaster>;
  /** {@link dropLoneShadows} in a worker, which takes the codes: the caller's are empty afterwards. */
  withoutLoneShadows(mask: ClassRaster, under: UnderSun, signal?: AbortSignal): Promise<ClassRaster>;
  /** What a graphics card follows a slider by, made in a worker of probabilities in shared memory: four bytes per pixel. */
  followed(
    plane: FollowedPlane,
    probabilities: ProbabilityRaster,
    parameters: MaskParameters,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
  /** Opens a session that keeps its steps for these probabilities. Close it; `close` of the runner does so too. */
  openSession(probabilities: ProbabilityRaster): Promise<RemoteMaskSession>;
  close(): Promise<void>;
}

/** Probabilities of a scene at 20 m take 120 MB. */
const LARGE_BYTES = 32 * 2 ** 20;

/** The same probabilities in shared memory: copied once here, then never again on their way to a worker. */
export function shareProbabilities(probabilities: ProbabilityRaster): ProbabilityRaster {
  if (probabilities.planes.buffer instanceof SharedArrayBuffer) return probabilities;
  const planes = new Uint8Array(new SharedArrayBuffer(probabilities.planes.length));
  planes.set(probabilities.planes);
  return { ...probabilities, planes };
}

/** A runner with up to `threads` masks at a time (default 1), besides one thread for each open session. */
export function createMaskRunner(options: { readonly threads?: number } = {}): MaskRunner {
  let computing = createPool(options.threads ?? 1, 0);
  let running = 0;
  /** A thread holds shared memory that it was given until it looks for garbage, which an idle one never does. */
  const letGo = async (): Promise<void> => {
    const used = computing;
    computing = createPool(options.threads ?? 1, 0);
    await used.destroy();
  };
  const sessions = new Set<RemoteMaskSession>();
  let prepared: Tinypool | null = null;
  return {
    prepare: () => void runTask(computing, { kind: 'prepare' }, undefined).catch(() => undefined),
    prepareSession() {
      prepared ??= createPool(1, 1);
    },
    async compute(probabilities, parameters, { corrections, signal } = {}) {
      running++;
      try {
        const answer = await runTask(computing, { kind: 'compute', probabilities, parameters, corrections }, signal);
        return toRaster(answer, probabilities, probabilities.pixelMetres);
      } finally {
        running--;
        if (running === 0 && probabilities.planes.length > LARGE_BYTES) await letGo();
      }
    },
    async withoutLoneShadows(mask, under, signal) {
      const task = { kind: 'lone', mask, under } as const;
      const answer = await runTask(computing, task, signal, [mask.codes.buffer as ArrayBuffer]);
      return toRaster(answer, mask, mask.pixelMetres);
    },
    followed: async (plane, probabilities, parameters, signal) =>
      (await runTask(computing, { kind: 'follow', plane, probabilities, parameters }, signal)) as Uint8Array,
    async openSession(probabilities) {
      const pool = prepared ?? createPool(1, 1);
      prepared = null;
      await runTask(pool, { kind: 'open', probabilities }, undefined);
      const { width, height, pixelMetres } = probabilities;
      const session: RemoteMaskSession = {
        async update(parameters, { corrections, signal } = {}) {
          const answer = await runTask(pool, { kind: 'update', parameters, corrections }, signal);
          return toRaster(answer, { width, height }, pixelMetres);
        },
        async close() {
          if (sessions.delete(session)) await pool.destroy();
        },
      };
      sessions.add(session);
      return session;
    },
    async close() {
      await Promise.all([...sessions].map((session) => session.close()));
      await Promise.all([computing.destroy(), prepared?.destroy()]);
    },
  };
}

function createPool(maxThreads: number, minThreads: number): Tinypool {
  const filename = workerEntry('mask').href;
  return new Tinypool({ filename, minThreads, maxThreads, idleTimeout: 30_000 });
}

/** Runs a task; the signal reaches the worker through a flag in shared memory, so that the worker lives on. */
async function runTask(
  pool: Tinypool,
  task: MaskTask,
  signal: AbortSignal | undefined,
  transferList: ArrayBuffer[] = [],
): Promise<MaskAnswer> {
  throwIfCancelled(signal);
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = () => Atomics.store(cancel, 0, 1);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const answer: MaskAnswer = await pool.run({ task, cancel }, { transferList });
    if ('error' in answer) throw revived(answer.error);
    return answer;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

function toRaster(
  answer: MaskAnswer,
  { width, height }: { readonly width: number; readonly height: number },
  pixelMetres: number,
): ClassRaster {
  return { width, height, pixelMetres, codes: answer as Uint8Array };
}

function revived({ name, message, remedy }: { name: string; message: string; remedy: string | undefined }): Error {
  if (name === 'CancelledError') return new CancelledError(message);
  const details = remedy === undefined ? {} : { remedy };
  if (name === 'ParameterError') return new ParameterError(message, details);
  if (name === 'RasterError') return new RasterError(message, details);
  return new NephoscopeError(message, details);
}

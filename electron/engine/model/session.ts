import { CancelledError, DeviceError, ModelPackError, throwIfCancelled } from '../core/errors.ts';
import { startHost } from './host-process.ts';
import { networkMemoryBytes } from './network-memory.ts';
import { withCrop } from './onnx-crop.ts';
import { findHead, withFeatureOutput } from './onnx-head.ts';
import { type ModelPack, readPackModel } from './packs.ts';
import type {
  HostMessage,
  HostStart,
  ProviderId,
  SessionInfo,
  TileRequest,
  TileResult,
  WorkerError,
  WorkerReply,
  WorkerRequest,
} from './session-messages.ts';
import { checkSignature } from './signature.ts';

/** A network that is ready to run, in a process of its own. Tiles are computed one after the other. */
export interface ModelSession {
  readonly pack: ModelPack;
  readonly provider: ProviderId;
  /** Fulfilled once its process has ended: closed, or ended by a driver, its memory limit or a cancelled run. */
  readonly ended: Promise<void>;
  /**
   * Computes one tile. The tile's band arrays are handed over and must not be changed until `onSent` tells that they were sent.
   * @throws DeviceError when the execution provider fails, ModelPackError when the output is not what was promised or
   *   the network takes more memory than it may, CancelledError when the signal fires and the tile does not end soon
   *   after: the process is ended then.
   */
  run(request: TileRequest, signal?: AbortSignal, onSent?: () => void): Promise<TileResult>;
  /** Most memory that its process has held, bytes; 0 before the first answer. */
  peakBytes(): number;
  close(): Promise<void>;
}

/** The process of a network ended by itself: its driver or its model killed it. */
export class NetworkEndedError extends DeviceError {}

/** A tile takes about this long on slow machines: so long a cancelled one may finish, to keep the network open. */
const PATIENCE_MILLISECONDS = 2000;

/**
 * Opens a pack's network on one execution provider, without looking whether another would be better:
 * `chooseSession` does that.
 * @param options.threads threads of the CPU provider; the result does not depend on them.
 * @param options.signal ends the opening.
 * @param options.memoryLimitBytes resident memory that the network may take; see `networkMemoryBytes`.
 * @throws ModelPackError when the runtime refuses the model on the CPU or it takes too much memory, DeviceError when the
 *   provider fails, CancelledError.
 */
export async function openSession(
  pack: ModelPack,
  options: {
    readonly provider: ProviderId;
    readonly threads: number;
    readonly signal?: AbortSignal | undefined;
    readonly memoryLimitBytes?: number | undefined;
    /** Give what the last layer takes as well: see {@link findHead}. */
    readonly features?: boolean | undefined;
  },
): Promise<ModelSession> {
  const { provider, threads, signal, memoryLimitBytes = networkMemoryBytes() } = options;
  const bytes = await readPackModel(pack);
  const head = options.features ? findHead(bytes, pack.modelPath) : null;
  const cut = head || provider !== 'cpu' ? null : cropFor(pack.manifest, bytes);
  const model = head ? withFeatureOutput(bytes, head) : (cut?.model ?? bytes);
  const features = head ? { tensor: head.features, scale: head.scale } : undefined;
  throwIfCancelled(signal);
  const waiting = new Map<number, { resolve: (reply: WorkerReply) => void; reject: (error: unknown) => void }>();
  let stopped: Error | null = null;
  let peakBytes = 0;
  const stop = (error: Error): void => {
    stopped ??= error;
    child.kill();
    for (const { reject } of waiting.values()) reject(stopped);
    waiting.clear();
  };
  const receive = (message: HostMessage): void => {
    if ('tooLarge' in message) stop(tooLarge(pack, message.tooLarge, memoryLimitBytes));
    else if ('failed' in message) stop(deviceFailed(provider, message.failed));
    else {
      peakBytes = Math.max(peakBytes, message.peakBytes);
      const { reply } = message;
      const waiter = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('error' in reply) waiter?.reject(workerError(pack, provider, reply.error, reply.id === 0));
      else waiter?.resolve(reply);
    }
  };
  let isEnded = (): void => {};
  const ended = new Promise<void>((resolve) => {
    isEnded = resolve;
  });
  const child = startHost({
    message: receive,
    failed: (cause) => stop(deviceFailed(provider, cause.message, cause)),
    ended(how) {
      stop(processEnded(pack, provider, how));
      isEnded();
    },
  });
  let nextId = 0;
  const ask = (
    request?: Omit<WorkerRequest & { kind: 'close' }, 'id'> | { kind: 'run'; request: TileRequest },
    onSent?: () => void,
  ) =>
    new Promise<WorkerReply>((resolve, reject) => {
      if (stopped) return reject(stopped);
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      if (request) child.send({ id, ...request }, onSent);
    });
  /** Waits for an answer; when the signal has fired and the answer does not come soon after, ends the process. */
  const withPatience = async <T>(answer: Promise<T>, cancel: AbortSignal | undefined): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const hurry = (): void => {
      timer = setTimeout(() => stop(new CancelledError()), PATIENCE_MILLISECONDS);
    };
    if (cancel?.aborted) hurry();
    else cancel?.addEventListener('abort', hurry, { once: true });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      cancel?.removeEventListener('abort', hurry);
    }
  };
  const close = async (): Promise<void> => {
    // Drivers are taken leave of; on the CPU all that a network holds goes with its process, sooner than it would give it back.
    if (!stopped && provider !== 'cpu')
      await withPatience(ask({ kind: 'close' }), AbortSignal.abort()).catch(() => undefined);
    stop(deviceFailed(provider, 'it was closed'));
    await ended;
  };
  try {
    const opened = ask();
    const start: HostStart = {
      session: { model, manifest: pack.manifest, provider, threads, features, crop: cut?.crop },
      memoryLimitBytes,
    };
    child.send(start);
    const reply = (await withPatience(opened, signal)) as { info: SessionInfo };
    checkSignature(pack.manifest, reply.info, pack.modelPath);
  } catch (error) {
    stop(deviceFailed(provider, 'it could not be opened'));
    await ended;
    throw error;
  }
  return {
    pack,
    provider,
    ended,
    run: async (request, cancel, onSent) =>
      ((await withPatience(ask({ kind: 'run', request }, onSent), cancel)) as { result: TileResult }).result,
    peakBytes: () => peakBytes,
    close,
  };
}

/** See {@link withCrop}; null too where inputs are of one size, or not of whole places of all that is cut. */
function cropFor({ input: { fixedSize, sizeMultiple } }: ModelPack['manifest'], bytes: Uint8Array) {
  const cut = fixedSize === undefined ? withCrop(bytes) : null;
  return cut && sizeMultiple % cut.crop.step === 0 ? cut : null;
}

function tooLarge(pack: ModelPack, bytes: number, limit: number): ModelPackError {
  const gib = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GiB`;
  return new ModelPackError(
    `The network ${pack.manifest.name} took ${gib(bytes)} of memory, more than the ${gib(limit)} that a network may take here, and was ended.`,
    {
      file: pack.modelPath,
      remedy: 'Choose another pack, or one with smaller tiles ("tilePixels" in its model.json).',
    },
  );
}

function processEnded(pack: ModelPack, provider: ProviderId, how: string): NetworkEndedError {
  return new NetworkEndedError(`The process of the network ${pack.manifest.name} on ${provider} ended (${how}).`, {
    file: pack.modelPath,
    remedy:
      provider === 'cpu'
        ? 'Close other programs if memory is short; otherwise choose another pack.'
        : 'Choose the device "cpu" or "auto".',
  });
}

function workerError(pack: ModelPack, provider: ProviderId, error: WorkerError, opening: boolean): Error {
  const details = { file: pack.modelPath, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) };
  if (error.user) return new ModelPackError(error.message, details);
  const reason = firstLine(error.message);
  if (opening && provider === 'cpu')
    return new ModelPackError(`ONNX Runtime refuses ${pack.modelPath}: ${reason}`, {
      file: pack.modelPath,
      remedy: 'The model is damaged or made for a newer runtime: copy the pack again or update this application.',
    });
  return deviceFailed(provider, reason);
}

function deviceFailed(provider: ProviderId, reason: string, cause?: unknown): DeviceError {
  const remedy =
    provider === 'cpu' ? 'Choose a smaller grid or close other programs.' : 'Choose the device "cpu" or "auto".';
  return new DeviceError(`The ${provider} execution provider failed: ${reason}`, { remedy, cause });
}

function firstLine(message: string): string {
  return message.trim().split('\n')[0]!.slice(0, 300);
}

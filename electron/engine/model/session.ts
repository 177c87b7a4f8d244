import { Worker } from 'node:worker_threads';
import { DeviceError, ModelPackError } from '../core/errors.ts';
import { workerEntry } from '../core/worker-entry.ts';
// Before any thread that runs a network: it silences the runtime for the whole process.
import './onnx-runtime.ts';
import { type ModelPack, readPackModel } from './packs.ts';
import type {
  ProviderId,
  SessionInfo,
  SessionStart,
  TileRequest,
  TileResult,
  WorkerError,
  WorkerReply,
  WorkerRequest,
} from './session-messages.ts';
import { checkSignature } from './signature.ts';

/** A network that is ready to run, on a thread of its own. Tiles are computed one after the other. */
export interface ModelSession {
  readonly pack: ModelPack;
  readonly provider: ProviderId;
  /**
   * Computes one tile. The tile's band arrays are handed over and cannot be used afterwards.
   * @throws DeviceError when the execution provider fails, ModelPackError when the output is not what was promised.
   */
  run(request: TileRequest): Promise<TileResult>;
  close(): Promise<void>;
}

/**
 * Opens a pack's network on one execution provider, without looking whether another would be better:
 * `chooseSession` does that.
 * @param options.threads threads of the CPU provider; the result does not depend on them.
 * @throws ModelPackError when the runtime refuses the model on the CPU, DeviceError when the provider does.
 */
export async function openSession(
  pack: ModelPack,
  options: { readonly provider: ProviderId; readonly threads: number },
): Promise<ModelSession> {
  const { provider, threads } = options;
  const start: SessionStart = { model: await readPackModel(pack), manifest: pack.manifest, provider, threads };
  const worker = new Worker(workerEntry('inference'), { workerData: start });
  const waiting = new Map<number, { resolve: (reply: WorkerReply) => void; reject: (error: unknown) => void }>();
  let stopped: DeviceError | null = null;
  const stop = (error: DeviceError): void => {
    stopped ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: WorkerReply) => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) waiter?.reject(workerError(pack, provider, reply.error, reply.id === 0));
    else waiter?.resolve(reply);
  });
  worker.on('error', (cause) => stop(deviceFailed(provider, cause.message, cause)));
  worker.on('exit', (code) => stop(deviceFailed(provider, `its thread ended with code ${code}`)));
  let nextId = 0;
  const ask = (request?: Omit<WorkerRequest & { kind: 'close' }, 'id'> | { kind: 'run'; request: TileRequest }) =>
    new Promise<WorkerReply>((resolve, reject) => {
      if (stopped) return reject(stopped);
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      if (!request) return;
      const arrays = request.kind === 'run' ? request.request.tile.bands : [];
      const buffers = new Set(arrays.flatMap((dn) => (dn ? [dn.buffer as ArrayBuffer] : [])));
      worker.postMessage({ id, ...request }, [...buffers]);
    });
  const close = async (): Promise<void> => {
    if (stopped) return;
    await ask({ kind: 'close' }).catch(() => undefined);
    await worker.terminate();
  };
  try {
    const reply = (await ask()) as { info: SessionInfo };
    checkSignature(pack.manifest, reply.info, pack.modelPath);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    pack,
    provider,
    run: async (request) => ((await ask({ kind: 'run', request })) as { result: TileResult }).result,
    close,
  };
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

import { throwIfCancelled } from '../core/errors.ts';
import { deviceFailed } from './network-errors.ts';
import { networkMemoryBytes } from './network-memory.ts';
import { startNetworkProcess } from './network-process.ts';
import { withCrop } from './onnx-crop.ts';
import { findHead, withFeatureOutput } from './onnx-head.ts';
import { type ModelPack, readPackModel } from './packs.ts';
import type { ProviderId, TileRequest, TileResult } from './session-messages.ts';
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
  /** Whether its process was ended, or is about to be: it computes nothing more. */
  isStopped(): boolean;
  close(): Promise<void>;
}

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
  const child = startNetworkProcess(pack, provider, memoryLimitBytes);
  const stop = async (reason: string): Promise<void> => {
    child.stop(deviceFailed(provider, reason));
    await child.ended;
  };
  try {
    const info = await child.open({ model, manifest: pack.manifest, threads, features, crop: cut?.crop }, signal);
    checkSignature(pack.manifest, info, pack.modelPath);
  } catch (error) {
    await stop('it could not be opened');
    throw error;
  }
  return {
    ...{ pack, provider, ended: child.ended, run: child.run },
    ...{ peakBytes: child.peakBytes, isStopped: child.isStopped },
    async close() {
      // Drivers are taken leave of; on the CPU all that a network holds goes with its process, sooner than it would give it back.
      if (!child.isStopped() && provider !== 'cpu') await child.takeLeave();
      await stop('it was closed');
    },
  };
}

/** See {@link withCrop}; null too where inputs are of one size, or not of whole places of all that is cut. */
function cropFor({ input: { fixedSize, sizeMultiple } }: ModelPack['manifest'], bytes: Uint8Array) {
  const cut = fixedSize === undefined ? withCrop(bytes) : null;
  return cut && sizeMultiple % cut.crop.step === 0 ? cut : null;
}

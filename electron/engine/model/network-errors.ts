import { DeviceError, ModelPackError } from '../core/errors.ts';
import type { ModelPack } from './packs.ts';
import type { ProviderId, WorkerError } from './session-messages.ts';

const DEVICE_WORDS: Readonly<Record<ProviderId, string>> = {
  cpu: 'the CPU',
  webgpu: 'the graphics card by WebGPU',
  dml: 'the graphics card by DirectML',
  coreml: 'Core ML',
  cuda: 'the graphics card by CUDA',
};

/** A provider as a person calls it, within a sentence or, with a capital, at its beginning. */
export function deviceWords(provider: ProviderId, at: 'within' | 'beginning' = 'within'): string {
  const words = DEVICE_WORDS[provider];
  return at === 'within' ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The process of a network ended by itself: its driver or its model killed it. */
export class NetworkEndedError extends DeviceError {}

/** Its process has more bytes resident than the limit. */
export function tooLarge(pack: ModelPack, bytes: number, limit: number): ModelPackError {
  const gib = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GiB`;
  return new ModelPackError(
    `The network ${pack.manifest.name} took ${gib(bytes)} of memory, more than the ${gib(limit)} that a network may take here, and was ended.`,
    {
      file: pack.modelPath,
      remedy: 'Choose another pack, or one with smaller tiles ("tilePixels" in its model.json).',
    },
  );
}

/** Its process ended by itself, in this way: "SIGKILL", "code 1". */
export function processEnded(pack: ModelPack, provider: ProviderId, how: string): NetworkEndedError {
  return new NetworkEndedError(
    `The process of the network ${pack.manifest.name} on ${deviceWords(provider)} ended (${how}).`,
    {
      file: pack.modelPath,
      remedy:
        provider === 'cpu'
          ? 'Close other programs if memory is short; otherwise choose another pack.'
          : 'Choose the device "cpu" or "auto".',
    },
  );
}

/** What its worker tells, when it was being opened or when it ran. */
export function workerError(pack: ModelPack, provider: ProviderId, error: WorkerError, opening: boolean): Error {
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

/** The error that says where a network could not be run, what was said of that, and what to choose then. */
export function deviceFailed(provider: ProviderId, reason: string, cause?: unknown): DeviceError {
  const remedy =
    provider === 'cpu' ? 'Choose a smaller grid or close other programs.' : 'Choose the device "cpu" or "auto".';
  return new DeviceError(`The network could not be run on ${deviceWords(provider)}: ${reason}`, { remedy, cause });
}

function firstLine(message: string): string {
  return message.trim().split('\n')[0]!.slice(0, 300);
}

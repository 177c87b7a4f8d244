import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

export type { InferenceSession, Tensor } from 'onnxruntime-node';

type Runtime = typeof import('onnxruntime-node');

const require = createRequire(import.meta.url);

/**
 * Words that keep ONNX Runtime from reporting to its maker; it looks at them once, when its library loads. On Linux and
 * macOS the first one keeps the uploader, the device id and the event store from being made (docs/Privacy.md of 1.29 and
 * later). On Windows the library has no uploader: it hands events to the system's tracing, does not know the first word,
 * and its binding for Node cannot call `DisableTelemetryEvents`; the second word is the only one that it looks at there.
 */
const SILENCE: Readonly<Record<string, string>> =
  process.platform === 'win32'
    ? { ORT_DISABLE_TELEMETRY: '1', ORT_RUNNING_UNIT_TESTS: '1' }
    : { ORT_DISABLE_TELEMETRY: '1' };

/**
 * Silences the runtime for this process and the ones that it starts. A worker thread's `process.env` is a copy that the
 * library never sees, so that whoever starts such a thread imports this module first.
 */
if (isMainThread) Object.assign(process.env, SILENCE);

/** The folder of the runtime's package. */
export function runtimePath(): string {
  return require.resolve('onnxruntime-node');
}

/**
 * Loads the runtime; the one way to it (a test holds that). Refuses in a thread whose process was not silenced, rather
 * than let it talk.
 */
export function loadRuntime(): Runtime {
  for (const [name, value] of Object.entries(SILENCE))
    if (process.env[name] !== value)
      throw new Error(`ONNX Runtime is not loaded: ${name} was not set before this thread began.`);
  return require('onnxruntime-node') as Runtime;
}

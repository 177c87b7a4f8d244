import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeviceError, NephoscopeError } from '../core/errors.ts';
import { loadRuntime, runtimePath } from './onnx-runtime.ts';
import type { ModelPack } from './packs.ts';
import { type ModelSession, NetworkEndedError, openSession } from './session.ts';
import { PROVIDER_IDS, type ProviderId, type TileRequest } from './session-messages.ts';
import { hasLinuxLibrary } from './shared-library.ts';
import { COARSEST_LEVEL } from './tiling.ts';

/** What the user can choose. */
export type DeviceChoice = 'auto' | ProviderId;
export const DEVICE_CHOICES: readonly DeviceChoice[] = ['auto', ...PROVIDER_IDS];

/** A session and why it runs where it runs. */
export interface ChosenSession {
  readonly session: ModelSession;
  readonly provider: ProviderId;
  /** For the user, a sentence or more. */
  readonly reason: string;
  /** Result of the comparison with the CPU on one tile; null where none was made. */
  readonly verified: {
    /** Largest difference between two probabilities, 0 to 1. */
    readonly maxDifference: number;
    readonly cpuSeconds: number;
    readonly deviceSeconds: number;
  } | null;
}

/** Largest difference of a probability that another device may show against the CPU. */
const MAX_DIFFERENCE = 0.01;
/** A device this many times slower than the CPU on a small tile is not tried on a larger one. */
const HOPELESSLY_SLOWER = 20;
const SMALL_TILE_PIXELS = 64;
const TILE_PIXELS = 256;

/** Providers better than the CPU, best first, that this build of the runtime has on this system. */
export function availableProviders(): ProviderId[] {
  // Loaded here alone: the library is large, and networks run in a thread that loads it for itself.
  const { listSupportedBackends } = loadRuntime();
  const supported = new Set(listSupportedBackends().map((backend) => backend.name));
  const order: ProviderId[] = ['dml', 'coreml', 'cuda', 'webgpu'];
  return order.filter((provider) => supported.has(provider) && hasLibraries(provider));
}

/**
 * Whether a choice ends on the CPU, as far as can be told without loading the runtime: on Linux, where neither Vulkan
 * nor CUDA is installed, there is nothing else.
 */
export function isCpuAlone(device: DeviceChoice): boolean {
  if (device !== 'auto') return device === 'cpu';
  return process.platform === 'linux' && !hasLibraries('webgpu') && !hasLibraries('cuda');
}

/** On Linux the runtime names providers whose own libraries may be missing. */
function hasLibraries(provider: ProviderId): boolean {
  if (process.platform !== 'linux') return true;
  if (provider === 'webgpu') return hasLinuxLibrary('libvulkan.so.1');
  const folder = join(dirname(runtimePath()), '..', 'bin', 'napi-v6');
  return provider !== 'cuda' || existsSync(join(folder, 'linux', process.arch, 'libonnxruntime_providers_cuda.so'));
}

/**
 * Opens a pack's network on the chosen device. `auto` takes the first better provider that opens, agrees with the CPU
 * on a tile to {@link MAX_DIFFERENCE} and is faster than it; otherwise the CPU.
 * @param options.threads threads of the CPU provider.
 * @param options.trialFile where to note a trial while it lasts (provider and process id): a driver that kills the
 *   network's process or this one leaves the note, and `auto` passes it over from then on, until the file is deleted or
 *   the device is chosen by name.
 * @param options.signal ends the choosing.
 * @throws DeviceError when a device that was chosen by name is not there, fails, or disagrees with the CPU;
 *   CancelledError.
 */
export async function chooseSession(
  pack: ModelPack,
  options: {
    readonly device: DeviceChoice;
    readonly threads: number;
    readonly trialFile?: string;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ChosenSession> {
  const { device, threads, signal } = options;
  if (device !== 'auto' && device !== 'cpu' && !availableProviders().includes(device)) throw notThere(device);
  const cpu = await openSession(pack, { provider: 'cpu', threads, signal });
  if (device === 'cpu') return { session: cpu, provider: 'cpu', reason: 'The CPU was chosen.', verified: null };
  try {
    const chosen = await chooseBesideCpu(pack, cpu, options);
    if (chosen.session !== cpu) await cpu.close();
    return chosen;
  } catch (error) {
    // Its process would keep this one alive.
    await cpu.close();
    throw error;
  }
}

async function chooseBesideCpu(
  pack: ModelPack,
  cpu: ModelSession,
  options: Parameters<typeof chooseSession>[1],
): Promise<ChosenSession> {
  const { device, threads, trialFile, signal } = options;
  const refusals: string[] = [];
  const deadly = device === 'auto' ? await deadlyProvider(trialFile) : null;
  for (const provider of device === 'auto' ? availableProviders() : [device]) {
    if (provider === deadly) {
      refusals.push(`${provider}: it ended the program when it was tried last (choose it by name to try again).`);
      continue;
    }
    await noteTrial(trialFile, `${provider} ${process.pid}`);
    const trial = await tryProvider(pack, cpu, provider, { threads, mustBeFaster: device === 'auto', signal }).catch(
      async (error: unknown) => {
        await noteTrial(trialFile, deadly);
        throw error;
      },
    );
    // The network's own process may have died of the driver while this one lives on: the note stays, and names nobody.
    const isDeadly = 'refused' in trial && trial.cause instanceof NetworkEndedError;
    await noteTrial(trialFile, isDeadly ? provider : deadly);
    if ('refused' in trial) {
      refusals.push(`${provider}: ${trial.refused}`);
      if (device === 'auto') continue;
      throw new DeviceError(`The device "${provider}" cannot be used: ${trial.refused}`, {
        remedy: 'Update the graphics driver, or choose the device "auto" or "cpu".',
        cause: trial.cause,
      });
    }
    const { maxDifference, cpuSeconds, deviceSeconds } = trial.verified;
    const speed = `${(cpuSeconds / deviceSeconds).toFixed(1)} times as fast as the CPU`;
    const agreement = `it differs from the CPU by at most ${maxDifference.toFixed(4)}`;
    const why = device === 'auto' ? `${provider} is ${speed} on a trial tile` : `${provider} was chosen (${speed})`;
    return { session: trial.session, provider, reason: `${why}; ${agreement}.`, verified: trial.verified };
  }
  const why = refusals.length > 0 ? refusals.join(' ') : 'this runtime has no other execution provider here.';
  return { session: cpu, provider: 'cpu', reason: `The CPU is used; ${why}`, verified: null };
}

/** The provider whose trial a process did not survive; null where there is none, or where that process still runs. */
async function deadlyProvider(trialFile: string | undefined): Promise<string | null> {
  const note = trialFile ? await readFile(trialFile, 'utf8').catch(() => '') : '';
  const [provider, pid] = note.split(' ');
  if (!provider) return null;
  const isRunning = pid !== undefined && Number(pid) !== process.pid && isAlive(Number(pid));
  return isRunning ? null : provider;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Writes the note, or removes it. Where it cannot be written the trial is made without. */
async function noteTrial(trialFile: string | undefined, note: string | null): Promise<void> {
  if (!trialFile) return;
  const change = note === null ? rm(trialFile, { force: true }) : writeNote(trialFile, note);
  await change.catch(() => undefined);
}

async function writeNote(trialFile: string, note: string): Promise<void> {
  await mkdir(dirname(trialFile), { recursive: true });
  await writeFile(trialFile, note);
}

type Trial =
  | { readonly session: ModelSession; readonly verified: NonNullable<ChosenSession['verified']> }
  | { readonly refused: string; readonly cause?: unknown };

async function tryProvider(
  pack: ModelPack,
  cpu: ModelSession,
  provider: ProviderId,
  options: { readonly threads: number; readonly mustBeFaster: boolean; readonly signal: AbortSignal | undefined },
): Promise<Trial> {
  const { threads, mustBeFaster, signal } = options;
  let session: ModelSession;
  try {
    session = await openSession(pack, { provider, threads, signal });
  } catch (error) {
    if (!(error instanceof NephoscopeError) || signal?.aborted) throw error;
    return { refused: error.message, cause: error };
  }
  try {
    let verified = await compareOnTile(pack, cpu, session, SMALL_TILE_PIXELS, signal);
    const hopeless = mustBeFaster && verified.deviceSeconds > HOPELESSLY_SLOWER * verified.cpuSeconds;
    if (mustBeFaster && !hopeless) verified = await compareOnTile(pack, cpu, session, TILE_PIXELS, signal);
    const { maxDifference, cpuSeconds, deviceSeconds } = verified;
    let refused: string | null = null;
    if (!(maxDifference <= MAX_DIFFERENCE))
      refused = `its probabilities differ from the CPU's by ${maxDifference.toFixed(3)} (at most ${MAX_DIFFERENCE} is allowed).`;
    else if (mustBeFaster && deviceSeconds >= cpuSeconds)
      refused = `slower than the CPU on a trial tile (${milliseconds(deviceSeconds)} against ${milliseconds(cpuSeconds)}), perhaps because it is emulated in software.`;
    if (refused === null) return { session, verified };
    await session.close();
    return { refused };
  } catch (error) {
    await session.close();
    if (!(error instanceof NephoscopeError) || signal?.aborted) throw error;
    return { refused: error.message, cause: error };
  }
}

/** Runs both sessions twice on the same made-up tile: the first run also compiles shaders, the second is timed. */
async function compareOnTile(
  pack: ModelPack,
  cpu: ModelSession,
  other: ModelSession,
  wantedPixels: number,
  signal: AbortSignal | undefined,
) {
  const seconds: number[] = [];
  const results: Float32Array[] = [];
  for (const session of [cpu, other]) {
    await session.run(trialTile(pack, wantedPixels), signal);
    const result = await session.run(trialTile(pack, wantedPixels), signal);
    seconds.push(result.seconds);
    results.push(result.probabilities!);
  }
  let maxDifference = 0;
  const [a, b] = results as [Float32Array, Float32Array];
  for (let index = 0; index < a.length; index++) {
    const difference = Math.abs(a[index]! - b[index]!);
    if (!(difference <= maxDifference))
      maxDifference = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return { maxDifference, cpuSeconds: seconds[0]!, deviceSeconds: seconds[1]! };
}

/** A tile of bright blobs on a dark, noisy ground: values over the whole range that bands have. */
function trialTile(pack: ModelPack, wantedPixels: number): TileRequest {
  const { input } = pack.manifest;
  const multiple = Math.max(input.sizeMultiple, 2 ** COARSEST_LEVEL);
  const size = input.fixedSize ?? Math.ceil(wantedPixels / multiple) * multiple;
  let state = 12345;
  const noise = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const bands = input.bands.map((_, channel) => {
    const dn = new Uint16Array(size * size);
    for (let at = 0; at < dn.length; at++) {
      const x = at % size;
      const y = Math.floor(at / size);
      const blob = Math.sin(x / 9 + channel / 5) * Math.sin(y / 13) > 0.3 ? 5000 : 0;
      dn[at] = 200 + blob + noise() * 1500;
    }
    return dn;
  });
  return {
    tile: { width: size, height: size, bands, sun: { zenithDegrees: 45, azimuthDegrees: 160 } },
    radiometry: input.bands.map(() => ({ offset: 0, quantification: 10000 })),
    inputWidth: size,
    inputHeight: size,
    pixelMetres: Math.min(Math.max(20, pack.manifest.gridMetres.min), pack.manifest.gridMetres.max),
    part: { column: 0, row: 0, width: size, height: size },
    exact: true,
  };
}

function notThere(provider: ProviderId): DeviceError {
  const systems: Record<ProviderId, string> = {
    cpu: 'everywhere',
    webgpu: 'on Windows, Linux and macOS with a graphics driver for Direct3D 12, Vulkan or Metal',
    dml: 'on Windows',
    coreml: 'on macOS',
    cuda: 'on Linux with an NVIDIA card and the CUDA libraries of ONNX Runtime',
  };
  return new DeviceError(
    `The device "${provider}" is not part of this runtime on ${process.platform} ${process.arch}; it exists ${systems[provider]}.`,
    { remedy: `Choose "auto", "cpu" or one of: ${availableProviders().join(', ') || 'none'}.` },
  );
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}

import { DeviceError } from '../core/errors.ts';
import { deviceWords, NetworkEndedError } from './network-errors.ts';
import type { ModelPack } from './packs.ts';
import { tryProvider, type Verified } from './provider-trial.ts';
import { availableProviders, type DeviceChoice, notThere } from './providers.ts';
import { type ModelSession, openSession } from './session.ts';
import type { ProviderId } from './session-messages.ts';
import { deadlyProvider, noteTrial } from './trial-note.ts';

/** Why nothing else was tried: the runtime has nothing that it could use. */
const NO_CARD = 'No graphics card that can run networks was found, or its driver (Vulkan or CUDA) is not installed.';

/** A session and why it runs where it runs. */
export interface ChosenSession {
  readonly session: ModelSession;
  readonly provider: ProviderId;
  /** For the user, a sentence or more. */
  readonly reason: string;
  /** Result of the comparison with the CPU on one tile; null where none was made. */
  readonly verified: Verified | null;
}

/**
 * Opens a pack's network on the chosen device. `auto` takes the first better provider that opens, agrees with the CPU
 * on a tile ({@link tryProvider}) and is faster than it; otherwise the CPU.
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
      refusals.push(
        `${deviceWords(provider, 'beginning')} ended the program when it was tried last; choose it by name to try again.`,
      );
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
      refusals.push(trial.refused);
      if (device === 'auto') continue;
      throw new DeviceError(`The device "${provider}" cannot be used. ${trial.refused}`, {
        remedy: 'Update the graphics driver, or choose the device "auto" or "cpu".',
        cause: trial.cause,
      });
    }
    const { maxDifference, cpuSeconds, deviceSeconds } = trial.verified;
    const speed = `${(cpuSeconds / deviceSeconds).toFixed(1)} times as fast as the CPU`;
    const agreement = `it differs from the CPU by at most ${maxDifference.toFixed(4)}`;
    const name = deviceWords(provider, 'beginning');
    const why = device === 'auto' ? `${name} is ${speed} on a trial tile` : `${name} was chosen (${speed})`;
    return { session: trial.session, provider, reason: `${why}; ${agreement}.`, verified: trial.verified };
  }
  const why = refusals.length > 0 ? refusals.join(' ') : NO_CARD;
  return { session: cpu, provider: 'cpu', reason: `The CPU is used. ${why}`, verified: null };
}

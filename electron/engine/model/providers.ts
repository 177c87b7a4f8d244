import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DeviceError } from '../core/errors.ts';
import { loadRuntime, runtimePath } from './onnx-runtime.ts';
import { PROVIDER_IDS, type ProviderId } from './session-messages.ts';
import { hasLinuxLibrary } from './shared-library.ts';

/** What the user can choose. */
export type DeviceChoice = 'auto' | ProviderId;
export const DEVICE_CHOICES: readonly DeviceChoice[] = ['auto', ...PROVIDER_IDS];

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

/** Why a provider that was asked for by name cannot be had. */
export function notThere(provider: ProviderId): DeviceError {
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

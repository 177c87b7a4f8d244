import { beforeEach, expect, it, vi } from 'vitest';
import { DeviceError } from '../core/errors.ts';
import { chooseSession } from './choose-session.ts';
import { deviceFailed, deviceWords } from './network-errors.ts';
import { loadRuntime } from './onnx-runtime.ts';
import type { ModelPack } from './packs.ts';
import { type ModelSession, openSession } from './session.ts';
import type { ProviderId } from './session-messages.ts';

// Networks and the runtime's list are made up: a driver misbehaves here at will.
vi.mock('./onnx-runtime.ts', async (load) => ({
  ...(await load<typeof import('./onnx-runtime.ts')>()),
  loadRuntime: vi.fn(),
}));
vi.mock('./shared-library.ts', () => ({ hasLinuxLibrary: () => true }));
vi.mock('./session.ts', async (load) => ({
  ...(await load<typeof import('./session.ts')>()),
  openSession: vi.fn(),
}));

const pack = {
  manifest: { input: { bands: ['B04'], sizeMultiple: 32, fixedSize: null }, gridMetres: { min: 10, max: 60 } },
} as unknown as ModelPack;
const PROVIDER = process.platform === 'win32' ? 'dml' : process.platform === 'darwin' ? 'coreml' : 'webgpu';

let open: Set<string>;
let onRun: (provider: string) => unknown;

beforeEach(() => {
  open = new Set();
  onRun = () => undefined;
  vi.mocked(loadRuntime).mockReturnValue({
    listSupportedBackends: () => [{ name: PROVIDER, bundled: true }],
  } as ReturnType<typeof loadRuntime>);
  vi.mocked(openSession).mockImplementation(async (_, { provider }) => {
    open.add(provider);
    return {
      pack,
      provider: provider as ProviderId,
      ended: new Promise<void>(() => undefined),
      run: async () => {
        onRun(provider);
        return { probabilities: new Float32Array(4), seconds: provider === 'cpu' ? 2 : 1 };
      },
      peakBytes: () => 0,
      close: async () => void open.delete(provider),
    } as unknown as ModelSession;
  });
});

const unexpected = (): never => {
  throw new TypeError('unexpected');
};

it.each<[string, () => void]>([
  ['the list of devices cannot be had', () => vi.mocked(loadRuntime).mockImplementation(unexpected)],
  ['a device fails in a way that nobody foresaw', () => (onRun = (provider) => provider !== 'cpu' && unexpected())],
  ['the CPU does', () => (onRun = (provider) => provider === 'cpu' && unexpected())],
])('leaves no network open where %s', async (_, arrange) => {
  arrange();
  await expect(chooseSession(pack, { device: 'auto', threads: 1 })).rejects.toThrow('unexpected');
  expect([...open]).toEqual([]);
});

it('leaves none open but the one that it gives', async () => {
  const { session, provider } = await chooseSession(pack, { device: 'auto', threads: 1 });
  expect([provider, ...open]).toEqual([PROVIDER, PROVIDER]);
  await session.close();
  onRun = (tried) => {
    if (tried !== 'cpu') throw new DeviceError('no memory');
  };
  const fallback = await chooseSession(pack, { device: 'auto', threads: 1 });
  expect([fallback.provider, fallback.reason, ...open]).toEqual(['cpu', expect.stringContaining('no memory'), 'cpu']);
  await fallback.session.close();
  await expect(chooseSession(pack, { device: PROVIDER, threads: 1 })).rejects.toThrow(DeviceError);
  expect([...open]).toEqual([]);
});

it('says in plain words where there is nothing but the CPU', async () => {
  vi.mocked(loadRuntime).mockReturnValue({ listSupportedBackends: () => [] } as unknown as ReturnType<
    typeof loadRuntime
  >);
  const { provider, reason, session } = await chooseSession(pack, { device: 'auto', threads: 1 });
  expect(provider).toBe('cpu');
  expect(reason).toMatch(/^The CPU is used\. No graphics card .* was found/);
  await session.close();
});

it('tells a device that fails by the name that people know, and then what the runtime said', async () => {
  onRun = (tried) => {
    if (tried !== 'cpu') throw deviceFailed(tried as ProviderId, 'Failed to get an adapter.');
  };
  const { reason, session } = await chooseSession(pack, { device: 'auto', threads: 1 });
  expect(reason).toBe(
    `The CPU is used. The network could not be run on ${deviceWords(PROVIDER)}: Failed to get an adapter.`,
  );
  expect(reason).not.toMatch(/execution provider|webgpu:|dml:/);
  await session.close();
});

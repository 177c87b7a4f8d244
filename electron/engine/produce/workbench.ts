import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CancelledError } from '../core/errors.ts';
import type { MaskRunner } from '../mask/runner.ts';
import { createMaskRunner } from '../mask/runner.ts';
import { type ChosenSession, chooseSession } from '../model/choose-session.ts';
import type { KeptFeatures } from '../model/feature-map.ts';
import { createHeadChanger, type HeadChanger } from '../model/head-change.ts';
import type { ModelPack, RefusedPack } from '../model/packs.ts';
import { listPacks, packsInOrder } from '../model/packs.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { type DeviceChoice, isCpuAlone } from '../model/providers.ts';
import { createStoreSize } from '../model/store-size.ts';
import type { RasterContext } from '../raster/context.ts';
import { createRasterContext } from '../raster/context.ts';
import { createPersistenceTable, type PersistenceTable } from './persistent-places.ts';

export interface WorkbenchOptions {
  /** Folders that hold model packs. */
  readonly packFolders: readonly string[];
  /** Probability maps lie in `probabilities` inside it; `device-trial` names a device whose trial ended the program. */
  readonly cacheFolder: string;
  /** All cores by default. */
  readonly threads?: number | undefined;
  /** Bytes of decoded JPEG 2000 tiles that are kept; 256 MiB by default. */
  readonly tileCacheBytes?: number | undefined;
  /** What stands behind a handle in mask parameters; without it, handles are paths. */
  readonly pathOf?: ((handle: string) => Promise<string>) | undefined;
}

export interface DeviceState {
  readonly provider: string | null;
  readonly reason: string;
}

/** What all work shares: decoders, mask threads, packs, and at most one open network. */
export interface Workbench {
  readonly threads: number;
  readonly probabilityFolder: string;
  /** Bytes of all stores on disk, as of the last half minute or so. */
  storeBytes(): Promise<number>;
  /** Stores by key that are being filled: who looks at them meanwhile sees each tile as soon as it is computed. */
  readonly filling: Map<string, ProbabilityStore>;
  readonly rasters: RasterContext;
  readonly masks: MaskRunner;
  /** Places that are taken for cloud or shadow on most dates. */
  readonly places: PersistenceTable;
  /** Changes of a network's last layer, applied to its probabilities. */
  readonly heads: HeadChanger;
  /** Features of the scene that they were asked of last. */
  features: KeptFeatures | null;
  /** Packs of all folders; read once, again after `addPackFolder`. */
  packs(): Promise<{ readonly packs: readonly ModelPack[]; readonly refused: readonly RefusedPack[] }>;
  /**
   * Packs in the order of preference on a device: see `packsInOrder`. `auto` counts as the CPU where there is nothing
   * else, and where it ended there when a network ran last.
   */
  packsFor(device: DeviceChoice): Promise<readonly ModelPack[]>;
  addPackFolder(folder: string): void;
  addedPackFolders(): string[];
  /** The network of a pack on a device; another one that was open is closed. The signal ends the opening. */
  session(pack: ModelPack, device: DeviceChoice, signal?: AbortSignal): Promise<ChosenSession>;
  device(): DeviceState;
  close(): Promise<void>;
}

/** A network that is open or is being opened. */
interface Opening {
  readonly key: string;
  readonly chosen: Promise<ChosenSession>;
}

export function createWorkbench(options: WorkbenchOptions): Workbench {
  const threads = Math.max(1, options.threads ?? availableParallelism());
  const folders = [...options.packFolders];
  const rasters = createRasterContext({
    threads,
    ...(options.tileCacheBytes === undefined ? {} : { cacheBytes: options.tileCacheBytes }),
  });
  const masks = createMaskRunner();
  const heads = createHeadChanger(threads);
  const probabilityFolder = join(options.cacheFolder, 'probabilities');
  const trialFile = join(options.cacheFolder, 'device-trial');
  let packs: ReturnType<typeof listPacks> | null = null;
  let open: Opening | null = null;
  let state: DeviceState = { provider: null, reason: 'No network has run yet.' };

  let autoIsCpu = false;
  const listed = () => (packs ??= listPacks(folders));

  const forget = (opening: Opening): void => {
    if (open === opening) open = null;
  };
  const closeSession = async (): Promise<void> => {
    const chosen = open?.chosen;
    open = null;
    await chosen?.then(({ session }) => session.close()).catch(() => undefined);
  };
  /** The network that is open, or is being opened, or a new one; where another job's signal ends it meanwhile, the next. */
  const openNetwork = async (pack: ModelPack, device: DeviceChoice, signal?: AbortSignal): Promise<ChosenSession> => {
    const key = `${pack.key} ${device}`;
    if (open?.key !== key) {
      await closeSession();
      const fresh = { key, chosen: chooseSession(pack, { device, threads, trialFile, signal }) };
      open = fresh;
      // A network whose process has ended, by its driver or for a cancelled job, is opened anew for the next one.
      const leave = (): void => forget(fresh);
      fresh.chosen.then(({ session }) => session.ended).then(leave, leave);
    }
    const opening = open!;
    const chosen = await opening.chosen.catch((error: unknown) => {
      if (error instanceof CancelledError && !signal?.aborted) return null;
      throw error;
    });
    if (chosen && !chosen.session.isStopped()) return chosen;
    forget(opening);
    return openNetwork(pack, device, signal);
  };
  return {
    threads,
    probabilityFolder,
    storeBytes: createStoreSize(probabilityFolder),
    filling: new Map(),
    rasters,
    masks,
    places: createPersistenceTable(rasters.decoder, options.pathOf ?? ((path) => path)),
    heads,
    features: null,
    packs: listed,
    packsFor: async (device) =>
      packsInOrder((await listed()).packs, isCpuAlone(device) || (device === 'auto' && autoIsCpu)),
    addPackFolder(folder) {
      if (!folders.includes(folder)) folders.push(folder);
      packs = null;
    },
    addedPackFolders: () => folders.slice(options.packFolders.length),
    async session(pack, device, signal) {
      const chosen = await openNetwork(pack, device, signal);
      state = { provider: chosen.provider, reason: chosen.reason };
      if (device === 'auto') autoIsCpu = chosen.provider === 'cpu';
      return chosen;
    },
    device: () => state,
    async close() {
      await Promise.all([closeSession(), masks.close(), heads.close(), rasters.close()]);
    },
  };
}

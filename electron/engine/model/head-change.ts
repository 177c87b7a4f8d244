import { Tinypool } from 'tinypool';
import type { Window } from '../core/grid.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { workerEntry } from '../core/worker-entry.ts';
import { type FeatureMap, halveFeatures } from './feature-map.ts';
import type { HeadChange } from './onnx-head.ts';
import type { ProbabilityStore } from './probability-store.ts';

/** What a thread needs for some rows of a window. */
export interface HeadChangeTask {
  /** Shared; changed in place. */
  readonly planes: Uint8Array;
  readonly window: Window;
  readonly rows: readonly [first: number, end: number];
  readonly map: FeatureMap;
  /** Pixels of the window's level for each place of the map along an axis; below 1 where the level is coarser. */
  readonly scale: number;
  readonly change: HeadChange;
}

/** Applies changes of a head to probabilities, in threads of its own. */
export interface HeadChanger {
  /**
   * The store as if the change were folded into its network: p of class k times exp(the change of its logit), brought to
   * a sum of 1 again. Nothing is computed by the network.
   */
  changed(store: ProbabilityStore, map: FeatureMap, change: HeadChange): ProbabilityStore;
  close(): Promise<void>;
}

export function createHeadChanger(threads: number): HeadChanger {
  const filename = workerEntry('head-change').href;
  const pool = new Tinypool({ filename, minThreads: 0, maxThreads: threads, idleTimeout: 30_000 });
  const pyramids = new WeakMap<FeatureMap, FeatureMap[]>();
  const levelOf = (map: FeatureMap, level: number): FeatureMap => {
    const levels = pyramids.get(map) ?? [map];
    pyramids.set(map, levels);
    while (levels.at(-1)!.scale < 2 ** level) levels.push(halveFeatures(levels.at(-1)!));
    return levels.filter(({ scale }) => scale <= Math.max(map.scale, 2 ** level)).at(-1)!;
  };
  const apply = async (read: ProbabilityRaster, window: Window, level: number, map: FeatureMap, change: HeadChange) => {
    const { planes } = read;
    const features = levelOf(map, level);
    const scale = features.scale / 2 ** level;
    const step = Math.max(1, Math.ceil(read.height / threads / 2)) * 2;
    const tasks: Promise<void>[] = [];
    for (let first = 0; first < read.height; first += step) {
      const rows = [first, Math.min(read.height, first + step)] as const;
      const task: HeadChangeTask = { planes, window, rows, map: features, scale, change };
      tasks.push(pool.run(task));
    }
    await Promise.all(tasks);
    return { ...read, planes };
  };
  return {
    changed: (store, map, change) => ({
      ...store,
      get warnings() {
        return store.warnings;
      },
      async readWindow(window, level = 0, options) {
        return apply(await store.readWindow(window, level, { ...options, shared: true }), window, level, map, change);
      },
    }),
    close: () => pool.destroy(),
  };
}

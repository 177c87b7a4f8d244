import { join } from 'node:path';

/** Where everything of a run lies. The folder is on a disk that all workers share; its files are all the state there is. */
export interface RunFolder {
  readonly path: string;
  /** What is computed, once: recipe, networks, needs. */
  readonly run: string;
  /** One product a line, and where each line begins (8 bytes each), so that a worker reads its own line alone. */
  readonly manifest: string;
  readonly offsets: string;
  /** One folder a product, whole or not there. */
  readonly masks: string;
  /** How each attempt ended: one small file each, its name says all that a count wants to know. */
  readonly results: string;
  /** Products that are being worked on: who, and a beating heart. */
  readonly leases: string;
  /** Hidden while it is written, on the disk of `masks`, so that a rename makes it visible. */
  readonly staging: string;
  /** Results that were put aside so that their products are tried again. */
  readonly retried: string;
  readonly scripts: string;
  readonly logs: string;
}

/** Where everything of a run lies in its folder; nothing is made. */
export function runFolder(path: string): RunFolder {
  const at = (name: string) => join(path, name);
  return {
    path,
    run: at('run.json'),
    manifest: at('manifest.jsonl'),
    offsets: at('manifest.offsets'),
    masks: at('masks'),
    results: at('results'),
    leases: at('leases'),
    staging: at('.staging'),
    retried: at('retried'),
    scripts: at('scripts'),
    logs: at('logs'),
  };
}

const SHARD = 1000;

/** Folder of the results of a product: a thousand products share one. */
export function shardOf(folder: RunFolder, index: number): string {
  return join(folder.results, String(Math.floor(index / SHARD)).padStart(4, '0'));
}

/** An index as it stands in names of files: they sort as numbers do. */
export function indexName(index: number): string {
  return String(index).padStart(7, '0');
}

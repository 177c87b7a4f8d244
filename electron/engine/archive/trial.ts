import { readManifest } from './manifest.ts';
import { runCounts } from './run-counts.ts';
import type { Run } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';

/** Products that are looked at for a usual one. */
const LOOKED_AT = 200;

/**
 * The product to try a run on: of middle size among the first that can be opened; null where one is done already, or none
 * can be opened.
 */
export async function trialIndex(folder: RunFolder, run: Run): Promise<number | null> {
  const counts = await runCounts(folder, run.products);
  if (counts.done > 0) return null;
  const usual: { readonly index: number; readonly bytes: number }[] = [];
  for await (const { index, bytes, problem } of readManifest(folder, run.products)) {
    if (problem === undefined && counts.state(index) === 'waiting') usual.push({ index, bytes });
    if (usual.length === LOOKED_AT) break;
  }
  return usual.toSorted((a, b) => a.bytes - b.bytes)[Math.floor(usual.length / 2)]?.index ?? null;
}

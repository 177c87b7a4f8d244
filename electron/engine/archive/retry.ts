import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { disk } from '../core/disk.ts';
import { listResults } from './result.ts';
import { runCounts } from './run-counts.ts';
import type { RunFolder } from './run-folder.ts';

/**
 * Puts the results of products that failed, or also of those that are broken, aside into `retried`, so that they wait
 * again; where an index is given, of that product alone. Returns how many products these are.
 */
export async function retryProducts(
  folder: RunFolder,
  products: number,
  { broken, index: only }: { readonly broken: boolean; readonly index?: number | undefined },
): Promise<number> {
  const counts = await runCounts(folder, products);
  const isChosen = (index: number) =>
    (only === undefined || index === only) &&
    (counts.state(index) === 'failed' || (broken && counts.state(index) === 'broken'));
  await mkdir(folder.retried, { recursive: true });
  const chosen = new Set<number>();
  for await (const { index, path } of listResults(folder)) {
    if (!isChosen(index)) continue;
    chosen.add(index);
    await disk.rename(path, join(folder.retried, basename(path)));
  }
  return chosen.size;
}

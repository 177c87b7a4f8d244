import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { RecentProject } from '../../contract/project.ts';

/** What of a project's file a list shows; of any version. */
const listedSchema = z.object({
  savedAt: z.string(),
  products: z.array(z.object({ name: z.string(), open: z.boolean() })).default([]),
});

/** More is not read for one line of a list. */
const MOST_BYTES = 20_000_000;

/** What a project holds, by which it is told from others of its name; null where its file does not tell. */
export async function summaryOf(path: string): Promise<RecentProject['holds']> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return null;
    const { savedAt, products } = listedSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const open = products.filter((product) => product.open);
    return { products: open.length, first: open[0]?.name ?? null, savedAt };
  } catch {
    // It is told why when it is opened.
    return null;
  }
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type StagedFile, stageExport } from './staging.ts';

/** The name of a file in a folder, and what it is to hold. */
export type NamedContent = readonly [name: string, content: Uint8Array | string];

/**
 * Writes small files into a folder, all or none of them, the first last.
 * @throws what {@link stageExport} throws; a file that is there already is replaced only with `overwrite`
 */
export async function stageContents(
  folder: string,
  files: readonly NamedContent[],
  options: { readonly overwrite?: boolean } = {},
): Promise<void> {
  const neededBytes = files.reduce((sum, [, content]) => sum + content.length, 0);
  const paths = files.map(([name]) => join(folder, name));
  await stageExport({ paths, neededBytes, ...options }, async (staging) => {
    const staged: StagedFile[] = [];
    for (const [name, content] of files) {
      await writeFile(join(staging, name), content);
      staged.push({ staged: name, path: join(folder, name) });
    }
    return staged;
  });
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { disk } from '../core/disk.ts';
import { fileSystemError } from './file-errors.ts';

// Several files are to be replaced together. Their new versions lie, whole and on the disk, in a staging folder beside
// them; so do second names (hard links) of the old versions. Then a journal is written; from there on the new files will
// be there: this run brings them to their names, and if it is killed on the way, the next one does. Where a file cannot
// be replaced (it is held open), the old versions get their names back instead.

const JOURNAL = 'journal.json';

const journalSchema = z.object({
  /** Names in the staging folder, names in the folder itself, and the old version's second name where there was one. */
  files: z.array(z.object({ staged: z.string(), name: z.string(), old: z.string().nullable() })),
  /** Companions of older versions that go; with the second name under which they can return. */
  stale: z.array(z.object({ name: z.string(), old: z.string() })),
});
type Journal = z.infer<typeof journalSchema>;

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Gives staged files their names in `folder`, the first last, and removes stale companions; all or nothing.
 * @throws ExportError when a name cannot be given; then everything is as it was.
 */
export async function replaceFiles(
  folder: string,
  stagingFolder: string,
  files: readonly { readonly staged: string; readonly name: string }[],
  staleNames: readonly string[],
): Promise<void> {
  const journal: Journal = { files: [], stale: [] };
  for (const [index, { staged, name }] of [...files].reverse().entries())
    journal.files.push({ staged, name, old: (await exists(join(folder, name))) ? `old-${index}` : null });
  const written = new Set(files.map(({ name }) => name));
  for (const [index, name] of [...new Set(staleNames)].entries())
    if (!written.has(name) && (await exists(join(folder, name)))) journal.stale.push({ name, old: `stale-${index}` });
  for (const { name, old } of [...journal.files, ...journal.stale])
    if (old !== null) await disk.link(join(folder, name), join(stagingFolder, old));
  await disk.write(join(stagingFolder, `${JOURNAL}.new`), JSON.stringify(journal));
  await disk.syncFolder(stagingFolder);
  await disk.rename(join(stagingFolder, `${JOURNAL}.new`), join(stagingFolder, JOURNAL));
  await disk.syncFolder(stagingFolder);
  await disk.syncFolder(folder);
  await carryOut(folder, stagingFolder, journal);
}

/**
 * Ends what a killed run had begun in its staging folder. Returns the names of the files that have their new version now;
 * none where it had not come to the point of replacing.
 * @throws ExportError when neither the new files nor the old ones can be given their names.
 */
export async function recoverReplacing(folder: string, stagingFolder: string): Promise<readonly string[]> {
  const text = await readFile(join(stagingFolder, JOURNAL), 'utf8').catch(() => null);
  if (text === null) return [];
  const journal = journalSchema.parse(JSON.parse(text));
  await carryOut(folder, stagingFolder, journal);
  return journal.files.map(({ name }) => name).reverse();
}

async function carryOut(folder: string, stagingFolder: string, journal: Journal): Promise<void> {
  try {
    await forward(folder, stagingFolder, journal);
  } catch (error) {
    await back(folder, stagingFolder, journal);
    throw error;
  }
  await disk.unlink(join(stagingFolder, JOURNAL));
}

/** Can be repeated: what is done already has no staged file any more. */
async function forward(folder: string, stagingFolder: string, { files, stale }: Journal): Promise<void> {
  for (const { name, old } of stale) {
    if (await exists(join(stagingFolder, old))) await disk.unlink(join(folder, name));
    else if (await exists(join(folder, name))) await move(join(folder, name), join(stagingFolder, old));
  }
  for (const { staged, name, old } of files) {
    if (!(await exists(join(stagingFolder, staged)))) continue;
    // Where the disk has no second names the old version steps aside first.
    if (old !== null && !(await exists(join(stagingFolder, old))) && (await exists(join(folder, name))))
      await move(join(folder, name), join(stagingFolder, old));
    await move(join(stagingFolder, staged), join(folder, name));
  }
  await disk.syncFolder(folder);
}

/** Brings the old versions back; the new ones return to the staging folder. */
async function back(folder: string, stagingFolder: string, { files, stale }: Journal): Promise<void> {
  for (const { staged, name, old } of [...files].reverse()) {
    if (await exists(join(stagingFolder, staged))) {
      if (old !== null && !(await exists(join(folder, name))))
        await disk.rename(join(stagingFolder, old), join(folder, name));
    } else if (old === null) await disk.rename(join(folder, name), join(stagingFolder, staged));
    else await disk.rename(join(stagingFolder, old), join(folder, name));
  }
  for (const { name, old } of stale)
    if (await exists(join(stagingFolder, old))) await disk.rename(join(stagingFolder, old), join(folder, name));
  await disk.syncFolder(folder);
  await disk.unlink(join(stagingFolder, JOURNAL));
}

async function move(from: string, to: string): Promise<void> {
  await disk.rename(from, to).catch((error: unknown) => {
    throw fileSystemError(error, /\.part[\\/]/.test(to) ? from : to);
  });
}

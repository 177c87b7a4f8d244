import { readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { disk } from '../core/disk.ts';
import { createProject, type LabelFolder, type NewProject } from './project.ts';

/**
 * Makes a project and lets `fill` add what it begins with. Where that fails or is cancelled the folder is as it was: half
 * a project would stand in the way of making it again.
 * @throws what `createProject` and `fill` throw
 */
export async function createFilledProject<T>(
  folder: string,
  wanted: NewProject,
  fill: (project: LabelFolder) => Promise<T>,
): Promise<T> {
  const wasThere = await stat(folder).then(
    () => true,
    () => false,
  );
  const project = await createProject(folder, wanted);
  try {
    return await fill(project);
  } catch (error) {
    await removeMade(folder, wasThere).catch(() => undefined);
    throw error;
  }
}

/** Hidden files are another's: all else was made since the folder was seen to be empty. */
async function removeMade(folder: string, wasThere: boolean): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? disk.remove(path) : disk.unlink(path));
  }
  if (!wasThere) await rmdir(folder);
}

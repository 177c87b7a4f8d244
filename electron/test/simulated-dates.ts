import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withFileLock } from '../engine/core/file-lock.ts';
import { writeSample } from '../simulator/write-sample.ts';

const SIMULATOR = resolve(import.meta.dirname, '../simulator');
const FIXTURES = resolve(import.meta.dirname, '../../out/fixtures');

/** Changes with every line of the simulator: what an older one made is not taken for its own. */
function versionOfSimulator(): string {
  const hash = createHash('sha256');
  const names = readdirSync(SIMULATOR, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names) {
    if (name.endsWith('.ts') && !name.endsWith('.test.ts'))
      hash.update(name).update(readFileSync(join(SIMULATOR, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * Path of the built-in place as it is on the simulator's `pass`: L2A, tiny, not to be changed. A date takes seconds, so that
 * each is made once, for the tests of all files and the journeys.
 */
export async function simulatedDate(pass: number, format: 'safe' | 'zarr2' = 'safe'): Promise<string> {
  const home = join(FIXTURES, `dates-${versionOfSimulator()}`);
  const folder = join(home, `${pass}-${format}`);
  await mkdir(home, { recursive: true });
  if (!existsSync(folder))
    await withFileLock(folder, async () => {
      if (existsSync(folder)) return;
      const making = `${folder}.part`;
      await rm(making, { recursive: true, force: true });
      await writeSample({ folder: making, level: 'L2A', size: 'tiny', pass, format, threads: 1 });
      await rename(making, folder);
    });
  const name = (await readdir(folder)).find((entry) => /\.(SAFE|zarr)$/.test(entry));
  if (!name) throw new Error(`${folder} holds no product: remove it.`);
  return join(folder, name);
}

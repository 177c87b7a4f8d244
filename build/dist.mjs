import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.built');
const NODE_SOURCES = [
  ...['electron', 'package-lock.json', 'build/vite.config.ts', 'build/dist.mjs'],
  ...['build/icon.svg', 'build/icon.mjs'],
];
const RENDERER_SOURCES = [
  ...['renderer', 'electron/engine/contract', 'package-lock.json'],
  ...['build/notices.mjs', 'build/dist.mjs', 'build/icon.svg'],
];

/** Newest modification time under a file or folder, milliseconds. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isFresh(stamp, sources) {
  return existsSync(stamp) && sources.every((source) => newest(join(ROOT, source)) <= statSync(stamp).mtimeMs);
}

function touch(stamp) {
  writeFileSync(stamp, '');
  utimesSync(stamp, new Date(), new Date());
}

/**
 * What users get, whoever builds: in tests NODE_ENV is `test`, by which Vite would make the window for developers, with the
 * paths of its sources in it, and `npm run package` would take that for what it is to pack.
 */
async function buildForUsers(config) {
  const { build } = await import('vite');
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ ...config, logLevel: 'error' });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** Builds the Node programs, and the renderer where it is wanted, unless what lies in `dist` is newer than its sources. */
export async function buildIfStale({ renderer = false } = {}) {
  if (!isFresh(STAMP, NODE_SOURCES)) {
    if (existsSync(DIST)) {
      for (const name of readdirSync(DIST)) if (name.startsWith('shared-')) rmSync(join(DIST, name));
    }
    await buildForUsers({ root: ROOT, configFile: join(ROOT, 'build/vite.config.ts') });
    await buildForUsers({ root: ROOT, configFile: join(ROOT, 'build/vite.preload.config.ts') });
    const { writeIcons } = await import('./icon.mjs');
    await writeIcons(join(DIST, 'icon'));
    touch(STAMP);
  }
  const rendererStamp = join(DIST, '.built-renderer');
  if (renderer && !isFresh(rendererStamp, RENDERER_SOURCES)) {
    await buildForUsers({ configFile: join(ROOT, 'renderer/vite.config.ts') });
    const { writeNotices } = await import('./notices.mjs');
    writeNotices();
    touch(rendererStamp);
  }
}

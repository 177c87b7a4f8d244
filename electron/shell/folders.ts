import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import type { EngineProcessOptions } from './engine-client.ts';
import { VERSION } from './version.ts';

/**
 * Folders of a checkout or an installed package, found from where the built program lies: `models` and `build/samples`
 * are beside `dist` in a checkout and in Electron's resources folder in a packaged application.
 */
export function defaultFolders(resources = repositoryFolder()): EngineProcessOptions & { rendererFolder: string } {
  const user = envPaths('nephoscope', { suffix: '' });
  const packedSamples = join(resources, 'samples');
  return {
    version: VERSION,
    modelsFolder: process.env.NEPHOSCOPE_MODELS ?? join(resources, 'models'),
    samplesFolder: existsSync(packedSamples) ? packedSamples : join(resources, 'build', 'samples'),
    cacheFolder: process.env.NEPHOSCOPE_CACHE ?? user.cache,
    stateFolder: process.env.NEPHOSCOPE_STATE ?? user.data,
    rendererFolder: fileURLToPath(new URL('./renderer', import.meta.url)),
  };
}

function repositoryFolder(): string {
  return dirname(dirname(fileURLToPath(import.meta.url)));
}

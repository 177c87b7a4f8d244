import { build } from 'vite';

/** Workers run from `dist/`, so the tests build the Node programs first (about a second). */
export async function setup(): Promise<void> {
  await build({ configFile: 'build/vite.config.ts', logLevel: 'error' });
}

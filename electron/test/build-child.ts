import { basename, join, resolve } from 'node:path';
import { build } from 'vite';

/** Builds programs of the tests, which must run in processes of their own, into a folder; returns where they lie. */
export async function buildChildren(name: string, sources: readonly string[]): Promise<string> {
  const outDir = resolve('node_modules/.cache', name);
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { external: true, noExternal: ['zod'] },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: Object.fromEntries(sources.map((source) => [basename(source, '.ts'), resolve('electron', source)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return outDir;
}

const MODEL_SOURCES = ['fixtures/run-child.ts', 'inference.worker.ts', 'network-host.worker.ts'];

/**
 * Builds `run-child.ts` with the programs of a network beside it and returns the program's path. Takes about a second.
 * @param test of whose file it is, since another one's build empties its folder.
 */
export async function buildChild(test: string): Promise<string> {
  const sources = MODEL_SOURCES.map((source) => `engine/model/${source}`);
  return join(await buildChildren(`nephoscope-${test}-tests`, sources), 'run-child.mjs');
}

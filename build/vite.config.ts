import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const electron = join(root, 'electron');

/** Every `*.worker.ts` is a program of its own. */
const workers = readdirSync(electron, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.worker.ts'),
);
const programs = readdirSync(electron).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'preload.ts',
);

/**
 * Packages of many small files, which every program loads: as modules of their own they take a fifth of a second to find and
 * to read, in which nothing else runs.
 */
const BUNDLED = [
  ...['zod', 'zarrita', '@zarrita/storage', 'fast-png', 'iobuffer', 'fflate', 'csv-parse', 'commander', 'proj4'],
  ...[
    'fast-xml-parser',
    'fast-xml-builder',
    'path-expression-matcher',
    'strnum',
    'anynum',
    'xml-naming',
    'is-unsafe',
    '@nodable/entities',
  ],
  ...['env-paths', 'is-safe-filename', 'lru-cache', 'yauzl'],
];

/** Builds the programs that run on Node into `dist/`; most dependencies stay in `node_modules`. */
export default defineConfig({
  root,
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: false,
    sourcemap: true,
    rollupOptions: {
      input: Object.fromEntries([
        ...programs.map((file) => [basename(file, '.ts'), join(electron, file)]),
        ['serve-shell', join(electron, 'shell/browser.ts')],
        ...workers.map((file) => [basename(file, '.ts'), join(electron, file)]),
      ]),
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'shared-[name]-[hash].mjs' },
    },
  },
  ssr: { external: true, noExternal: BUNDLED },
});

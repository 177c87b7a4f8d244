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

/** Builds the programs that run on Node into `dist/`; dependencies stay in `node_modules`. */
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
  ssr: { external: true, noExternal: [] },
});

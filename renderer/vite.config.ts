import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { listBundledPackages } from '../build/bundled-packages.ts';
import { requireMantineStyles } from '../build/mantine-styles.ts';

/** Builds the window into `dist/renderer`; the shells serve that folder on the engine's own origin. */
export default defineConfig({
  root: import.meta.dirname,
  // The browser shell serves the window below a path that is another one each time.
  base: './',
  plugins: [
    react(),
    requireMantineStyles(),
    listBundledPackages(join(import.meta.dirname, '../dist/.bundled-packages.json')),
  ],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: true,
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:4180', '/files': 'http://127.0.0.1:4180' },
  },
});

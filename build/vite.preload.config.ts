import { defineConfig } from 'vite';

/** The preload script runs in a sandbox, so it must be one CommonJS file that asks for nothing but Electron. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  build: {
    lib: { entry: 'electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    target: 'chrome140',
    outDir: 'dist',
    emptyOutDir: false,
    minify: false,
    rollupOptions: { external: ['electron'] },
  },
});

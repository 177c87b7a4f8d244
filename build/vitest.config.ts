import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Unit tests: what runs on Node, and the parts of the window (`.test.tsx`) in an imitated document. */
export default defineConfig({
  root,
  test: {
    globalSetup: ['build/test-setup.ts'],
    setupFiles: ['build/test-equality.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // As many as there are cores, and one more: some only wait for other programs.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['electron/**/*.test.ts', 'build/**/*.test.ts', 'renderer/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'window',
          include: ['renderer/**/*.test.tsx'],
          environment: `${root}renderer/test/environment.ts`,
        },
      },
    ],
  },
});

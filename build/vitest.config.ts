import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { temporaryFolderSync } from '../electron/engine/core/temporary.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What tests leave behind goes with the run; of a run that is killed, with the next one. Every project reads this file anew. */
process.env.NEPHOSCOPE_TESTS ??= temporaryFolderSync();
const temporary = process.env.NEPHOSCOPE_TESTS;
Object.assign(process.env, { TMPDIR: temporary, TEMP: temporary });
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));

/** Tests of functions, and of state that each test sets up anew: what one file leaves in a module disturbs no other. */
const LIGHT = ['renderer/**/*.test.ts', 'electron/engine/mask/**/*.test.ts'];

/** Unit tests: what runs on Node, and the parts of the window (`.test.tsx`) in an imitated document. */
export default defineConfig({
  root,
  test: {
    globalSetup: ['build/test-setup.ts'],
    setupFiles: ['build/test-equality.ts'],
    // For what hangs: a machine ten times as slow gets through.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // As many as there are cores, and one more: some only wait for other programs.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['electron/**/*.test.ts', 'build/**/*.test.ts'],
          exclude: LIGHT,
        },
      },
      {
        extends: true,
        // They share processes: to load what they test takes each of them four times as long as to test it.
        test: { name: 'light', include: LIGHT, isolate: false },
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

import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { electronProgram, hasDisplay } from '../build/electron-program.mjs';

/** The same journeys in both shells; in Electron wherever its program is and a window can be shown. */
const projects: { name: string; use: { shell: 'browser' | 'electron' } }[] = [
  { name: 'browser', use: { shell: 'browser' } },
  ...(electronProgram() && hasDisplay() ? [{ name: 'electron', use: { shell: 'electron' as const } }] : []),
];

export default defineConfig<object, { shell: 'browser' | 'electron' }>({
  testDir: '.',
  outputDir: '../out/e2e',
  globalSetup: './global-setup.ts',
  // Each drives a browser and an engine: two at a time take three quarters of the time of one after the other.
  workers: Math.min(2, availableParallelism()),
  fullyParallel: false,
  // A journey drives a software-rendered window, maybe on a busy machine: it is looked at again before it is called broken.
  retries: process.env.CI ? 2 : 1,
  // Steps have their own, shorter limits; a machine ten times as slow gets through.
  timeout: 600_000,
  expect: { timeout: 180_000 },
  reporter: [['list']],
  projects,
});

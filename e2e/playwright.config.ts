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
  workers: 1,
  fullyParallel: false,
  // A journey drives a software-rendered window on a busy machine: CI looks twice before it calls it broken.
  retries: process.env.CI ? 2 : 0,
  timeout: 120_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  projects,
});

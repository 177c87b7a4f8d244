import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from '@playwright/test';

/** The path of Electron's program, or null where it has not been fetched. */
function electronProgram(): string | null {
  const folder = createRequire(import.meta.url)
    .resolve('electron/package.json')
    .replace(/package\.json$/, '');
  return existsSync(`${folder}dist`) ? folder : null;
}

const projects: { name: string; use: { shell: 'browser' | 'electron' } }[] = [
  { name: 'browser', use: { shell: 'browser' } },
  ...(electronProgram() ? [{ name: 'electron', use: { shell: 'electron' as const } }] : []),
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

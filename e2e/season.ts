import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { REPOSITORY } from './browser-shell.ts';
import type { Shell } from './fixtures.ts';

/** Writes a season of small simulated dates into `root/season`; gives their names in the order of their dates. */
export function writeSeason(root: string, dates: number): string[] {
  const folder = join(root, 'season');
  mkdirSync(folder, { recursive: true });
  const options = ['--size', 'tiny', '--season', String(dates)];
  execFileSync(process.execPath, [join(REPOSITORY, 'dist/cli.mjs'), 'sample', '--out', folder, ...options]);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.SAFE'))
    .sort();
}

/** Opens a date of the season in the window and waits until it is the one that the map shows. */
export async function openDate({ page, answer }: Shell, name: string): Promise<void> {
  await answer(() => page.keyboard.press('Control+o'), `season/${name}`);
  await expect(page.locator('.menubar .title')).toHaveAttribute('title', name.replace(/\.SAFE$/, ''));
}

export const dateChips = (page: Page) => page.getByRole('radiogroup', { name: /^Dates of / }).getByRole('radio');

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { REPOSITORY } from './browser-shell.ts';
import type { Shell } from './fixtures.ts';

/** Simulated once for all journeys: a date takes some seconds. Remove `out/fixtures` after a change of the simulation. */
function simulated(dates: number): string {
  const program = join(REPOSITORY, 'dist/cli.mjs');
  const kept = join(REPOSITORY, 'out/fixtures', `season-${dates}`);
  if (existsSync(kept)) return kept;
  const making = `${kept}.part`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const options = ['--size', 'tiny', '--season', String(dates)];
  execFileSync(process.execPath, [program, 'sample', '--out', making, ...options]);
  renameSync(making, kept);
  return kept;
}

/** Puts a season of small simulated dates into `root/season`; gives their names in the order of their dates. */
export function writeSeason(root: string, dates: number): string[] {
  const folder = join(root, 'season');
  cpSync(simulated(dates), folder, { recursive: true });
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

/** Opens all products of the season at once, as a project opens them: through the shell's own doors, then a reload. */
export async function openSeason(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate(
    async (paths) => {
      const post = async (path: string, body: object) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(await answer.text());
        return answer.json();
      };
      for (const path of paths)
        await post('./api/products', { handle: (await post('./files/grant', { path })).handle });
    },
    names.map((name) => `season/${name}`),
  );
  await page.reload();
  await expect(dateChips(page)).toHaveCount(names.length);
}

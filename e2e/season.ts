import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { simulatedDate } from '../electron/test/simulated-dates.ts';
import type { Shell } from './fixtures.ts';

/** Puts a season of small simulated dates into `root/season`; gives their names in the order of their dates. */
export async function writeSeason(root: string, dates: number): Promise<string[]> {
  const names: string[] = [];
  for (let pass = 0; pass < dates; pass++) {
    const made = await simulatedDate(pass);
    names.push(basename(made));
    cpSync(made, join(root, 'season', basename(made)), { recursive: true });
  }
  return names;
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

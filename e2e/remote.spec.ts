import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { serveRanges } from '../electron/test/range-server.ts';
import { findings } from './axe.ts';
import { REPOSITORY } from './browser-shell.ts';
import { expect, test } from './fixtures.ts';
import { previewIsThere } from './steps.ts';

const SAMPLES = join(REPOSITORY, 'build/samples');
const SAFE = readdirSync(SAMPLES).find((name) => /MSIL2A.*\.SAFE$/.test(name))!;
const NAME = SAFE.replace('.SAFE', '');

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Open from an address…' }).click();
}

/** Chooses the folder that is written into. */
async function pickFolder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Choose folder' }).click();
  const list = page.getByRole('listbox', { name: 'Files' });
  await list.getByRole('option', { name: 'output' }).press('Enter');
  await page.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(list).toBeHidden();
}

/** All text that the application has written below a folder. */
function written(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test('a product on a server is read in parts, counted, stopped, and not fetched again unasked', async ({ window }) => {
  const server = await serveRanges(SAMPLES);
  const { host } = new URL(server.url);
  let { page } = window;
  try {
    // Off: the dialog says so, and nothing can be asked.
    await openDialog(page);
    const dialog = page.getByRole('dialog', { name: 'Open from an address' });
    const address = dialog.getByRole('textbox', { name: 'Address' });
    await expect(dialog.getByText(/Reading over the network is off/)).toBeVisible();
    await expect(address).toBeDisabled();
    await expect(dialog.getByRole('button', { name: 'Look' })).toBeDisabled();
    expect(await findings(page)).toEqual([]);

    // By the keyboard alone: switch on, give the address, look, open.
    await dialog.getByRole('switch', { name: 'Read products over the network' }).focus();
    await page.keyboard.press('Space');
    await expect(address).toBeEnabled();
    await address.fill('https://me:password@example.org/item.json');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('has a name or password in it');
    await expect(dialog.getByRole('alert')).not.toContainText('me:password');
    await address.fill(`${server.url}/nothing/manifest.safe`);
    await expect(dialog.getByText(`Look asks ${host} for the description`)).toBeVisible();
    expect(server.requests).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('it has no such file (404)');
    server.requests.length = 0;

    await address.fill(`${server.url}/${SAFE}/manifest.safe?signature=secret`);
    await expect(dialog.getByText(/What follows the \? may be a key/)).toBeVisible();
    await page.keyboard.press('Enter');
    const would = dialog.getByRole('region', { name: 'What would be fetched' });
    await expect(would).toContainText(NAME);
    await expect(would).toContainText(new RegExp(`${host} \\(\\d+ files\\)`));
    expect(server.requests.every((line) => line.includes('manifest.safe'))).toBe(true);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await previewIsThere(page);

    const status = page.getByRole('contentinfo');
    await expect(status).toContainText(/Network: [\d.]+ MB in \d+ requests/);
    const facts = page.getByRole('region', { name: 'Read over the network' });
    await expect(facts).toContainText(`${server.url}/${SAFE}`);
    await expect(facts).toContainText(`${host}, `);
    expect(await findings(page)).toEqual([]);

    // Stopped, and on again.
    await facts.getByRole('button', { name: 'Stop reading' }).click();
    await expect(facts.getByText(/You stopped the reading/)).toBeVisible();
    server.requests.length = 0;
    await page.getByRole('button', { name: /^Compute mask/ }).click();
    await expect(
      page
        .locator('.toast')
        .getByText(/you stopped the reading over the network/)
        .first(),
    ).toBeVisible();
    expect(server.requests).toEqual([]);
    await facts.getByRole('button', { name: 'Go on' }).click();
    await expect(facts.getByText(/You stopped the reading/)).toBeHidden();

    // Begun again: nothing is fetched until it is asked for.
    page = await window.restart();
    await expect(page.getByText('remote, not loaded')).toBeVisible();
    await expect(page.getByText(/on the network: fetched when you open it/)).toBeVisible();
    await page.waitForTimeout(1500);
    expect(server.requests).toEqual([]);
    const kept = written(join(window.workplace.folder, 'state'));
    expect(kept).toContain(`${server.url}/${SAFE}`);
    expect(kept).not.toContain('secret');

    // A part of its address was not kept: it is asked for.
    await page.getByRole('button', { name: `Load ${NAME}` }).click();
    const again = page.getByRole('dialog', { name: 'Open from an address' });
    await again.getByRole('textbox', { name: 'Address' }).fill(`${server.url}/${SAFE}`);
    await page.keyboard.press('Enter');
    await expect(again.getByRole('region', { name: 'What would be fetched' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(again).toBeHidden();
    await page.getByRole('button', { name: 'Compute mask 20 m' }).first().click();
    await previewIsThere(page);
    await expect(page.getByText('remote, not loaded')).toBeHidden();

    // An export names the address.
    await page.keyboard.press('Control+e');
    await pickFolder(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const provenance = () => readdirSync(window.workplace.output).find((name) => name.endsWith('.json'));
    await expect.poll(provenance).toBeDefined();
    const { product } = JSON.parse(readFileSync(join(window.workplace.output, provenance()!), 'utf8'));
    expect(product.source).toBe(`${server.url}/${SAFE}`);
  } finally {
    await server.close();
    await page.close();
  }
});

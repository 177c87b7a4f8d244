import { expect, test } from './fixtures.ts';
import { openSample, percent, previewIsThere } from './steps.ts';

test('a broken product is refused with a sentence, its file and what to do', async ({ window: { page, answer } }) => {
  await answer(
    () => page.getByRole('button', { name: 'Open product' }).last().click(),
    'broken/S2A_MSIL2A_20200101T000000_N0214_R001_T31UDQ_20200101T000001.zip',
  );
  const alert = page.locator('.toast').getByRole('alert');
  await expect(alert).toContainText('.zip');
  await expect(alert).not.toContainText(' at ');
  expect((await alert.textContent())!.split('broken/'), 'the folder is named once').toHaveLength(2);
  await expect(alert.getByRole('button', { name: 'Copy this message' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nephoscope' })).toBeVisible();
});

test('the engine is killed and the window goes on', async ({ window: { page, enginePid } }) => {
  await openSample(page);
  const before = await percent(page, 'Cloud');
  process.kill((await enginePid())!, 'SIGKILL');
  await expect(page.getByText('The engine stopped and is being started again.')).toBeVisible();
  await expect(page.getByText('The engine stopped and is being started again.')).toBeHidden();
  const field = page.getByLabel('Cloud buffer, value', { exact: true });
  await field.fill('200');
  await field.press('Enter');
  await expect.poll(() => percent(page, 'Cloud')).toBeGreaterThan(before!);
});

test('a part that cannot be loaded takes nothing of the window with it', async ({ window: { page } }) => {
  await openSample(page);
  await page.route(/assets\/(InspectPanel|QueueDialog)/, (route) => route.abort());
  await page.getByRole('tab', { name: 'Inspect' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Inspect' });
  await expect(panel.getByText('This part of the window could not be loaded.')).toBeVisible();
  await page.locator('.maplibregl-canvas').first().focus();
  await page.keyboard.press('q');
  await expect(page.getByText('then load the window anew.').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Map', exact: true })).toBeVisible();

  await page.unroute(/assets\/(InspectPanel|QueueDialog)/);
  await panel.getByRole('button', { name: 'Load the window anew' }).click();
  await previewIsThere(page);
  await page.getByRole('tab', { name: 'Inspect' }).click();
  await expect(panel.getByRole('button', { name: 'Inspect pixels' })).toBeVisible();
});

test('a disk that does not answer is waited for in words, and given up', async ({ window: { page } }) => {
  const slow = /\/files\?folder=products|\/api\/products$/;
  await page.route(slow, (route) =>
    route.request().method() === 'POST' || /files/.test(route.request().url()) ? undefined : route.continue(),
  );
  await page.getByRole('button', { name: 'Open product' }).last().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option', { name: 'products' }).dblclick();
  await expect(dialog.getByText('Reading /products…')).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByRole('option', { name: 'broken' })).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Path' })).toHaveValue('/');
  await dialog.getByRole('option', { name: 'truth.tif' }).dblclick();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Opening truth.tif…')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Opening truth.tif…')).toBeHidden();
  await expect(page.locator('.toast')).toBeHidden();
  await page.unroute(slow);
  await openSample(page);
});

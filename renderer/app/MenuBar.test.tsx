import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allCommands } from '../actions/commands/index.ts';
import type { ProductDetail } from '../api/types.ts';
import { MENUS } from '../commands/registry.ts';
import { updateActive, useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { MenuBar } from './MenuBar.tsx';

describe('the menu bar', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const open = async (menu: string) => {
    await userEvent.click(screen.getByRole('menuitem', { name: menu }));
    await screen.findByRole('menu', { name: menu });
  };
  const find = async (title: string) => {
    const wanted = await screen.findByText(title, { selector: '[role^="menuitem"] *' });
    return wanted.closest<HTMLButtonElement>('[role^="menuitem"]')!;
  };

  it('holds every command in its menu, with its first key', async () => {
    window.show(<MenuBar />);
    for (const menu of MENUS) {
      await open(menu);
      const own = allCommands.filter((one) => one.menu === menu && !one.isOffMenu);
      for (const submenu of new Set(own.map((one) => one.submenu))) {
        if (submenu !== undefined) await userEvent.click(await find(submenu));
        for (const { title, shortcuts } of own.filter((one) => one.submenu === submenu))
          expect((await find(title)).querySelector('.menu-shortcut') === null).toBe(shortcuts === undefined);
      }
      await userEvent.keyboard('{Escape}');
    }
  });

  it('disables without a product what needs one', async () => {
    window.show(<MenuBar />);
    await open('File');
    expect((await find('Export…')).hasAttribute('data-disabled')).toBe(true);
    expect((await find('Close product')).hasAttribute('data-disabled')).toBe(true);
    await userEvent.click(await find('Settings…'));
    expect(useUi.getState().dialog).toBe('settings');
  });

  it('names the product, shows what is on, and does what is chosen', async () => {
    const product = await window.openSample();
    window.show(<MenuBar />);
    expect((await screen.findByTitle(product.name)).textContent).toContain('6 May 2024 10:15 UTC  T33UVU  L2A');
    const mask = () => useScenes.getState().scenes[product.id]!.mask;

    await open('Mask');
    expect((await find('Fill')).getAttribute('aria-checked')).toBe('true');
    expect((await find('Outline')).getAttribute('aria-checked')).toBe('false');
    await userEvent.click(await find('Outline'));
    expect(mask().style).toBe('outline');
    await open('Mask');
    expect((await find('Fill')).getAttribute('aria-checked')).toBe('false');
    expect((await find('Outline')).getAttribute('aria-checked')).toBe('true');
    await userEvent.keyboard('{Escape}');

    await open('View');
    await userEvent.click(await find('Bands of the image'));
    expect((await find('Cirrus')).hasAttribute('data-disabled')).toBe(true);
    await userEvent.keyboard('{Escape}');

    updateActive((one) => ({ ...one, choice: null }));
    await open('File');
    expect((await find('Export…')).hasAttribute('data-disabled')).toBe(true);
    await userEvent.click(await find('Close product'));
    await waitFor(async () => expect(await window.test.json<ProductDetail[]>('GET', '/api/products')).toEqual([]));
    await waitFor(() => expect(screen.queryByTitle(product.name)).toBeNull(), PATIENCE);
  });

  it('has no menu longer than a low window', () => {
    for (const menu of MENUS) {
      const own = allCommands.filter((one) => one.menu === menu && !one.isOffMenu);
      expect(new Set(own.map(({ submenu, id }) => submenu ?? id)).size).toBeLessThanOrEqual(19);
    }
  });

  it('opens by the keyboard, and a menu within it', async () => {
    window.show(<MenuBar />);
    screen.getByRole('menuitem', { name: 'File' }).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}');
    expect(await screen.findByRole('menu', { name: 'View' })).toBeTruthy();
    (await find('Panels')).focus();
    await userEvent.keyboard('{ArrowRight}');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Left panels'));
    await userEvent.keyboard('{ArrowLeft}');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Panels'));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu', { name: 'View' })).toBeNull());
  });
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { RightPanel } from './RightPanel.tsx';

describe('the right panel', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const tab = (name: string) => screen.getByRole('tab', { name });
  const selected = () => screen.getByRole('tab', { selected: true }).textContent;

  it('shows the mask first, and each panel says what is shown there', async () => {
    window.show(<RightPanel />);
    expect(selected()).toBe('Mask');
    const panel = screen.getByRole('tabpanel', { name: 'Mask' });
    expect(within(panel).getByText('Open a product to see its mask.')).toBeTruthy();
    for (const [name, words] of [
      ['Inspect', /^Pinned pixels are shown here/],
      ['Compare', /^Open a product to compare/],
    ] as const) {
      await userEvent.click(tab(name));
      expect(selected()).toBe(name);
      const shown = screen.getByRole('tabpanel', { name });
      expect(await within(shown).findByText(words, {}, PATIENCE)).toBeTruthy();
    }
  });

  it('goes round by the arrow keys; only the chosen tab is in the order of Tab', async () => {
    window.show(<RightPanel />);
    tab('Mask').focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(selected()).toBe('Label');
    expect(document.activeElement).toBe(tab('Label'));
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(tab('Mask'));
    await userEvent.keyboard('{ArrowDown}');
    expect(selected()).toBe('Mask');
    expect(['Mask', 'Inspect', 'Compare', 'Label'].map((name) => tab(name).tabIndex)).toEqual([0, -1, -1, -1]);
  });

  it('is folded by its button', async () => {
    window.show(<RightPanel />);
    await userEvent.click(screen.getByRole('button', { name: 'Fold the panel' }));
    expect(useUi.getState().rightFolded).toBe(true);
  });

  it('shows what an open product has', async () => {
    await window.openSample();
    window.show(<RightPanel />);
    expect(screen.queryByText('Open a product to see its mask.')).toBeNull();
    expect(await screen.findAllByRole('slider', { name: /confidence/i }, PATIENCE)).not.toEqual([]);
  });
});

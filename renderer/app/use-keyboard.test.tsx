import { Select } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { useUi } from '../state/ui.ts';
import { clearPage, show } from '../test/page.tsx';
import { useKeyboard } from './use-keyboard.ts';

function Part() {
  useKeyboard();
  return (
    <>
      <Select aria-label="Model" data={['one', 'two']} />
      <input aria-label="Name" />
    </>
  );
}

describe('the shortcuts', () => {
  afterEach(clearPage);

  it('give up the drawing of an area', async () => {
    show(<Part />);
    useUi.setState({ tool: 'draw' });
    await userEvent.keyboard('{Escape}');
    expect(useUi.getState().tool).toBe('pan');
  });

  it('work after a drop-down has closed, though it keeps the focus; not in a field where one types', async () => {
    show(<Part />);
    const model = screen.getByRole('combobox', { name: 'Model' });
    await userEvent.click(model);
    await userEvent.keyboard('?');
    expect(useUi.getState().dialog).toBeNull();
    await userEvent.click(await screen.findByRole('option', { name: 'two' }));
    await waitFor(() => expect(model.getAttribute('aria-expanded')).toBe('false'));
    expect(document.activeElement).toBe(model);
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), '?');
    expect(useUi.getState().dialog).toBeNull();
    model.focus();
    await userEvent.keyboard('?');
    expect(useUi.getState().dialog).toBe('shortcuts');
  });
});

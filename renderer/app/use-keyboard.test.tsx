import { Select } from '@mantine/core';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RADIUS } from '../state/label/tools.ts';
import { useUi } from '../state/ui.ts';
import { clearPage, show } from '../test/page.tsx';
import { NumberField } from '../widgets/NumberField.tsx';
import { useKeyboard } from './use-keyboard.ts';

const commit = vi.fn();

function Part() {
  useKeyboard();
  return (
    <>
      <Select aria-label="Model" data={['one', 'two']} />
      <input aria-label="Name" />
      <NumberField label="Radius" value={6} range={RADIUS} step={0.5} onCommit={commit} />
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

  it.each([
    ['6', []],
    ['7', [7]],
  ])('work after Enter has taken %s in a field of a number that was 6', async (typed, taken) => {
    show(<Part />);
    commit.mockClear();
    const radius = screen.getByRole('textbox', { name: 'Radius' });
    await userEvent.clear(radius);
    await userEvent.type(radius, `${typed}{Enter}`);
    expect(commit.mock.calls.flat()).toEqual(taken);
    await userEvent.keyboard('?');
    expect(useUi.getState().dialog).toBe('shortcuts');
  });

  it('are left to a pop-up whose number Enter has taken, so that Escape closes it', async () => {
    show(
      <div role="dialog">
        <NumberField label="Least" value={6} range={RADIUS} step={0.5} onCommit={commit} />
      </div>,
    );
    commit.mockClear();
    const least = screen.getByRole('textbox', { name: 'Least' });
    await userEvent.clear(least);
    await userEvent.type(least, '8{Enter}');
    expect(commit.mock.calls.flat()).toEqual([8]);
    expect(document.activeElement).toBe(least);
  });
});

import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { clearPage, show } from '../../test/page.tsx';
import { ParameterRow } from './ParameterRow.tsx';

/** As of buffers: the thumb's place is the root of the value. */
const CURVE = { place: (metres: number) => Math.sqrt(metres / 1000), value: (place: number) => place ** 2 * 1000 };

describe('the slider of a value that is not in proportion to its place', () => {
  afterEach(clearPage);

  function Row({ onTaken }: { readonly onTaken?: (value: number) => void }) {
    const [value, setValue] = useState(0);
    return (
      <ParameterRow
        name="Buffer"
        label="Cloud buffer"
        value={value}
        standard={0}
        range={{ min: 0, max: 1000, digits: 0 }}
        step={10}
        unit="m"
        curve={CURVE}
        onDraft={setValue}
        onCommit={(next) => {
          setValue(next);
          onTaken?.(next);
        }}
      />
    );
  }

  it.each([
    ['{ArrowRight}', '10 m'],
    ['{ArrowRight}{ArrowUp}{ArrowLeft}', '10 m'],
    ['{ArrowLeft}', '0 m'],
    ['{PageUp}{ArrowDown}', '90 m'],
    ['{Shift>}{ArrowRight}{/Shift}', '100 m'],
    ['{End}', '1000 m'],
    ['{End}{Home}', '0 m'],
  ])('goes by keys %s in steps of the value, and tells it', async (keys, told) => {
    show(<Row />);
    const slider = screen.getByRole('slider', { name: 'Cloud buffer' });
    slider.focus();
    await userEvent.keyboard(keys);
    expect(slider.getAttribute('aria-valuetext')).toBe(told);
  });

  it.each([
    ['slider', 'Cloud buffer', '{ArrowRight>40/}'],
    ['textbox', 'Cloud buffer, value', '{ArrowUp>40/}'],
  ])('takes what a key held down on the %s comes to once, when it is let go', async (role, name, keys) => {
    const taken: number[] = [];
    show(<Row onTaken={(value) => taken.push(value)} />);
    screen.getByRole(role, { name }).focus();
    await userEvent.keyboard(keys);
    expect(taken).toEqual([400]);
  });

  it('takes what a held key came to when the slider is left before the key is', async () => {
    const taken: number[] = [];
    show(<Row onTaken={(value) => taken.push(value)} />);
    const slider = screen.getByRole('slider', { name: 'Cloud buffer' });
    slider.focus();
    await userEvent.keyboard('{ArrowRight>3}');
    act(() => slider.blur());
    expect(taken).toEqual([30]);
  });
});

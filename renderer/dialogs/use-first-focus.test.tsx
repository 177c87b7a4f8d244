import { Button } from '@mantine/core';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ReactElement, type ReactNode, useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { show } from '../test/page.tsx';
import { Dialog } from './Dialog.tsx';

const FOOT = (
  <>
    <Button>Cancel</Button>
    <Button variant="filled">Start</Button>
  </>
);
const dialog = (body: ReactNode, foot: ReactNode = FOOT): ReactElement => (
  <Dialog title="Try" foot={foot}>
    {body}
  </Dialog>
);
let bring = () => {};

/** A dialog with a field that is read first, as from the engine. */
function Late() {
  const [isThere, setThere] = useState(false);
  bring = () => setThere(true);
  return dialog(isThere ? <input aria-label="Late" /> : <p>Reading.</p>);
}

const has = (element: HTMLElement) => waitFor(() => expect(document.activeElement).toBe(element));
const button = (name: string) => screen.getByRole('button', { name });

describe('a dialog begins', () => {
  afterEach(cleanup);

  it('at its first field, not at the cross or at a button before it', async () => {
    show(
      dialog(
        <>
          <button type="button">Up</button>
          <input aria-label="Path" />
        </>,
      ),
    );
    await has(screen.getByRole('textbox', { name: 'Path' }));
  });

  it('at the chosen one of several radio buttons, and past what cannot be used', async () => {
    show(
      dialog(
        <>
          <input aria-label="Off" disabled />
          <input type="radio" name="grid" aria-label="10 m" />
          <input type="radio" name="grid" aria-label="20 m" defaultChecked />
        </>,
      ),
    );
    await has(screen.getByRole('radio', { name: '20 m' }));
  });

  it('where it says so itself', async () => {
    const foot = (
      <>
        <Button data-autofocus>Stay offline</Button>
        <Button variant="filled">Go online</Button>
      </>
    );
    show(dialog(<input aria-label="Address" />, foot));
    await has(button('Stay offline'));
  });

  it('where it says so itself, also where something else comes before the keyboard is there', async () => {
    show(
      dialog(
        <>
          <button type="button" data-autofocus>
            Add
          </button>
          <input aria-label="Name" />
        </>,
      ),
    );
    screen.getByRole('dialog').append(document.createElement('p'));
    await has(button('Add'));
    expect(button('Add').hasAttribute('data-autofocus')).toBe(true);
  });

  it('at the primary button where there is no field, and at the text where there is nothing', async () => {
    const { unmount } = show(dialog(<p>Ready.</p>));
    await has(button('Start'));
    unmount();
    show(dialog(<p>Long.</p>, null));
    await has(screen.getByRole('region', { name: 'Try' }));
  });

  it('at what comes late, unless the user has moved on', async () => {
    show(<Late />);
    await has(button('Start'));
    act(() => bring());
    await has(screen.getByRole('textbox', { name: 'Late' }));
    cleanup();

    show(<Late />);
    await has(button('Start'));
    await userEvent.tab({ shift: true });
    await has(button('Cancel'));
    act(() => bring());
    await screen.findByRole('textbox', { name: 'Late' });
    // Longer than the dialog takes to go there.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(document.activeElement).toBe(button('Cancel'));
  });
});

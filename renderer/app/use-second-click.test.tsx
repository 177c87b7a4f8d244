import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clearPage, show } from '../test/page.tsx';
import { useSecondClick } from './use-second-click.ts';

const open = vi.fn();

/** A folder whose place is taken by a product as soon as it is clicked. */
function Places() {
  useSecondClick();
  const [isInside, setInside] = useState(false);
  return isInside ? (
    <button key="product" type="button" onClick={open} onDoubleClick={open}>
      product
    </button>
  ) : (
    <button key="folder" type="button" onClick={() => setInside(true)}>
      folder
    </button>
  );
}

describe('the second click of a double click', () => {
  afterEach(() => {
    open.mockClear();
    clearPage();
  });

  it('does nothing to what came under the pointer by the first; a click of its own does', () => {
    show(<Places />);
    fireEvent.click(screen.getByRole('button', { name: 'folder' }), { detail: 1 });
    const product = screen.getByRole('button', { name: 'product' });
    fireEvent.click(product, { detail: 2 });
    fireEvent.dblClick(product, { detail: 2 });
    expect(open).not.toHaveBeenCalled();
    fireEvent.click(product, { detail: 1 });
    fireEvent.click(product, { detail: 2 });
    expect(open).toHaveBeenCalledTimes(2);
  });
});

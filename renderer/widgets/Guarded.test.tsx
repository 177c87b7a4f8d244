import { screen } from '@testing-library/react';
import { lazy, Suspense } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clearPage, show } from '../test/page.tsx';
import { Guarded } from './Guarded.tsx';

const ADDRESS = 'http://127.0.0.1:4000/secret/assets/Panel.js';
const Gone = lazy(() => Promise.reject(new TypeError(`Failed to fetch dynamically imported module: ${ADDRESS}`)));
function Broken(): never {
  throw new Error('bands is not iterable');
}

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => {
  clearPage();
  vi.restoreAllMocks();
});

it('says that a part could not be loaded, without its address, and what stands beside it stays', async () => {
  show(
    <>
      <p>the map</p>
      <Guarded>
        <Suspense fallback={null}>
          <Gone />
        </Suspense>
      </Guarded>
    </>,
  );
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/could not be loaded.*load the window anew/s);
  expect(document.body.textContent).not.toContain('secret');
  expect(screen.getByRole('button', { name: 'Load the window anew' })).toBeTruthy();
  expect(screen.getByText('the map')).toBeTruthy();
});

it('hands a failure on, once, where somebody takes it', async () => {
  const taken = vi.fn();
  show(
    <>
      <p>the map</p>
      <Guarded onFailure={taken}>
        <Broken />
      </Guarded>
    </>,
  );
  expect(taken).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: 'This part of the window failed: bands is not iterable' }),
  );
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByText('the map')).toBeTruthy();
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ScoredPoint } from '../../api/types.ts';
import { usePoints } from '../../state/points.ts';
import { PATIENCE } from '../../test/page.tsx';
import { startTestWindow, type TestWindow } from '../../test/window.tsx';
import { nextWrong, ReferencePoints } from './ReferencePoints.tsx';

let window: TestWindow;
beforeAll(async () => {
  window = await startTestWindow();
});
afterEach(() => {
  usePoints.setState({ tables: {}, current: null });
  window.clear();
});
afterAll(() => window.close());

it('loads points, tells the scores with their intervals, and goes from one wrong point to the next', async () => {
  const product = await window.openSample();
  const path = join(window.test.folder, 'points.csv');
  // The north-west of the sample is a bank of stratus; its lakes and fields in the middle of the west are clear.
  writeFileSync(path, 'row,col,class\n5,5,cloud\n8,12,cloud\n6,9,clear\n10,4,4\n7,20,shadow\n');
  window.show(<ReferencePoints product={product} />);
  await userEvent.click(screen.getByRole('button', { name: 'Load points' }));
  await window.choose(path);
  expect(await screen.findByText('2 wrong', {}, PATIENCE)).toBeTruthy();
  const shares = screen.getAllByText('60.0 %', { exact: false }).map(({ textContent }) => textContent);
  expect(shares).toContain('60.0 % 23.1 to 88.2');
  const next = () => userEvent.click(screen.getByRole('button', { name: 'Next wrong point' }));
  const said = () => screen.getAllByRole('status').at(-1)!.textContent;
  await next();
  expect(said()).toBe('Line 4: reference clear, mask cloud.');
  await next();
  expect(said()).toBe('Line 6: reference cloud shadow, mask cloud.');
  await next();
  expect(said()).toMatch(/^Line 4:/);
  act(() => usePoints.setState({ current: { key: 'another product', line: 6 } }));
  expect(screen.queryByText(/^Line \d/)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Remove the points' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Load points' })).toBeTruthy());
});

it('finds the wrong point after another, and the first after the last', () => {
  const point = (line: number, state: ScoredPoint['state']): ScoredPoint => ({
    ...{ line, state, place: null, reference: 'clear', mask: 'cloud' },
  });
  const points = [point(2, 'right'), point(3, 'wrong'), point(5, 'wrong'), point(7, 'left-out')];
  expect(nextWrong(points, null)?.line).toBe(3);
  expect(nextWrong(points, 3)?.line).toBe(5);
  expect(nextWrong(points, 6)?.line).toBe(3);
  expect(nextWrong([point(2, 'right')], null)).toBeNull();
});

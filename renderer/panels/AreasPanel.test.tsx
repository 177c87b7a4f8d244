import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import AreasDialog from '../dialogs/AreasDialog.tsx';
import { addArea, areas, takeAreas, useAreas } from '../state/areas.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { AreasPanel } from './AreasPanel.tsx';
import { MaskPanel } from './MaskPanel.tsx';

let window: TestWindow;
beforeAll(async () => {
  window = await startTestWindow();
});
beforeEach(() => takeAreas({ list: [], chosen: null }));
afterEach(() => window.clear());
afterAll(() => window.close());

/** A square around a share of the product, from its north-west corner. */
function corner(
  [[west, north] = [0, 0], , [east, south] = [0, 0]]: readonly (readonly [number, number])[],
  share: number,
) {
  const [lon, lat] = [west + share * (east - west), north + share * (south - north)];
  return [
    [
      [west, north],
      [lon, north],
      [lon, lat],
      [west, lat],
      [west, north],
    ],
  ] as [number, number][][];
}

it('lists areas, chooses, renames and removes them', async () => {
  await window.openSample();
  window.show(<AreasPanel />);
  expect(screen.getByText('None drawn or loaded.')).toBeTruthy();
  addArea('Area', [
    corner(
      [
        [0, 1],
        [1, 1],
        [1, 0],
      ],
      0.5,
    ),
  ]);
  addArea('Area', [
    corner(
      [
        [0, 1],
        [1, 1],
        [1, 0],
      ],
      0.5,
    ),
  ]);
  const second = await screen.findByRole('button', { name: 'Area 2' });
  await userEvent.dblClick(second);
  const field = screen.getByRole('textbox', { name: 'New name of Area 2' });
  await userEvent.clear(field);
  await userEvent.type(field, 'north fields{Enter}');
  expect(areas().list.map(({ name }) => name)).toEqual(['Area', 'north fields']);
  await userEvent.click(screen.getByRole('button', { name: 'Area' }));
  expect(areas().chosen).toBe(areas().list[0]!.id);
  await userEvent.click(screen.getByRole('button', { name: 'Actions for area Area' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit corners' }));
  expect(useAreas.getState().edited).toBe(areas().list[0]!.id);
  await userEvent.click(screen.getByRole('button', { name: 'Stop editing Area' }));
  await userEvent.click(screen.getByRole('button', { name: 'Actions for area Area' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove' }));
  expect(areas().list.map(({ name }) => name)).toEqual(['north fields']);
  await userEvent.click(screen.getByRole('button', { name: 'Class shares of the areas' }));
  expect(useUi.getState().dialog).toBe('areas');
});

it('tells the class shares of every area, and of the chosen one beside the sliders', async () => {
  const product = await window.openSample();
  addArea('all', [corner(product.corners!, 1)]);
  addArea('quarter', [corner(product.corners!, 0.5)]);
  addArea('elsewhere', [
    corner(
      [
        [0, 1],
        [1, 1],
        [1, 0],
      ],
      0.5,
    ),
  ]);
  window.show(<AreasDialog />);
  const cells = async (name: string) => {
    const row = (await screen.findByText(name)).closest('tr')!;
    await waitFor(() => expect(row.querySelectorAll('td').length).toBeGreaterThan(1), PATIENCE);
    await waitFor(() => expect(row.querySelector('.mantine-Skeleton-root')).toBeNull(), PATIENCE);
    return [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '');
  };
  const all = await cells('all');
  const quarter = await cells('quarter');
  expect(Number(quarter[1]) / Number(all[1])).toBeCloseTo(0.25, 2);
  const sum = quarter.slice(2, 6).reduce((total, text) => total + Number.parseFloat(text.replace('< ', '')), 0);
  expect(sum).toBeGreaterThan(99.5);
  expect(sum).toBeLessThan(100.5);
  expect((await cells('elsewhere'))[1]).toBe('The area does not meet the scene.');
  window.clear();

  await window.openSample();
  takeAreas({ list: [{ id: 'q', name: 'quarter', polygons: [corner(product.corners!, 0.5)] }], chosen: 'q' });
  window.show(<MaskPanel />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Area' }));
  await waitFor(() => {
    const cloud = screen.getByRole('cell', { name: 'Cloud' }).closest('tr')!;
    expect(cloud.querySelectorAll('td')[2]!.textContent).toBe(quarter[2]);
  }, PATIENCE);
});

import { resolve } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConfusionReport, ReferenceSummary } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { maskRequest, updateActive, useScenes } from '../state/scenes.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import ComparePanel from './ComparePanel.tsx';

const TRUTH = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500_truth_20m.tif';

describe('the compare panel', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const scene = () => useScenes.getState().scenes[useScenes.getState().active!]!;
  const chooseReference = (id: string) =>
    updateActive((one) => ({ ...one, reference: { ...one.reference, id, visible: false } }));
  /** The engine's own answer to what the panel asks. */
  const compared = (tolerancePixels: number) =>
    window.test.json<ConfusionReport>('POST', `/api/products/${useScenes.getState().active}/compare`, {
      mask: maskRequest(scene()),
      reference: scene().reference.id,
      tolerancePixels,
    });
  const overall = () => screen.queryByText('Overall')?.nextElementSibling?.textContent;
  const share = (value: number) => `${(value * 100).toFixed(1)} %`;

  it('is empty without a product', () => {
    window.show(<ComparePanel />);
    expect(screen.getByText('Open a product to compare its mask with another.')).toBeTruthy();
  });

  it('waits for the list of references, and says why there is none', async () => {
    await window.openSample();
    window.intercept((path) => (path.endsWith('/references') ? never() : undefined));
    const { unmount } = window.show(<ComparePanel />);
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
    unmount();
    window.clear();

    await window.openSample();
    window.intercept((path) => (path.endsWith('/references') ? refusal('The masks cannot be read.') : undefined));
    window.show(<ComparePanel />);
    expect((await screen.findByRole('alert')).textContent).toContain('The masks cannot be read.');
  });

  it('compares with the scene classification: the matrix, its accuracies, a tolerance typed in, the maps', async () => {
    await window.openSample();
    window.show(<ComparePanel />);
    expect(await screen.findByText('Choose what the mask is compared with.', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(screen.getByRole('combobox', { name: 'Reference' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Scene classification (SCL)' }));
    expect(scene().reference.id).toBe('scl');

    const exact = await compared(0);
    await waitFor(() => expect(overall()).toBe(share(exact.overallAccuracy)), PATIENCE);
    const [matrix] = screen.getAllByRole('table');
    const cells = within(matrix!)
      .getAllByRole('cell')
      .map((cell) => cell.getAttribute('aria-label'));
    expect(cells).toEqual(exact.matrix.flat().map((pixels) => `${pixels} pixels`));
    expect(screen.getAllByText(exact.note).length).toBeGreaterThan(0);

    const tolerant = await compared(2);
    expect(tolerant.overallAccuracy).toBeGreaterThan(exact.overallAccuracy);
    const field = screen.getByLabelText('Tolerance at class borders in pixels');
    await userEvent.clear(field);
    await userEvent.type(field, '2{Enter}');
    await waitFor(() => expect(overall()).toBe(share(tolerant.overallAccuracy)), PATIENCE);

    await userEvent.click(screen.getByRole('switch', { name: 'Show the reference on the map' }));
    await userEvent.click(screen.getByRole('switch', { name: 'Show the agreement map' }));
    expect([scene().reference.visible, scene().agreement.visible]).toEqual([true, true]);
  });

  it('adds a class raster from disk; a choice given up changes nothing; a wrong file is refused with the reason', async () => {
    const product = await window.openSample();
    window.show(<ComparePanel />);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a class raster from disk' }, PATIENCE));
    await userEvent.click(screen.getByRole('button', { name: 'Choose the file' }));
    await window.choose(null);
    await userEvent.click(screen.getByRole('button', { name: 'Choose the file' }));
    await window.choose(resolve('LICENSE'));
    await waitFor(() => expect(useMessages.getState().messages[0]).toMatchObject({ kind: 'error' }), PATIENCE);
    expect(useMessages.getState().messages[0]!.text).toContain('no raster');
    await userEvent.click(await screen.findByRole('button', { name: 'Choose the file' }));
    await window.choose(resolve('build/samples', TRUTH));
    await waitFor(() => expect(scene().reference.id).not.toBeNull(), PATIENCE);
    expect(screen.queryByRole('button', { name: 'Choose the file' })).toBeNull();

    const listed = await window.test.json<ReferenceSummary[]>('GET', `/api/products/${product.id}/references`);
    const added = listed.find(({ id }) => id === scene().reference.id)!;
    expect(added.builtIn).toBe(false);
    expect(await screen.findByText(added.note, {}, PATIENCE)).toBeTruthy();
    const exact = await compared(0);
    await waitFor(() => expect(overall()).toBe(share(exact.overallAccuracy)), PATIENCE);

    await userEvent.click(screen.getByRole('button', { name: `Remove ${added.name}` }));
    expect(await screen.findByText('Choose what the mask is compared with.', {}, PATIENCE)).toBeTruthy();
    expect(scene().reference.id).toBeNull();
    await waitFor(async () => {
      const left = await window.test.json<ReferenceSummary[]>('GET', `/api/products/${product.id}/references`);
      expect(left.filter(({ builtIn }) => !builtIn)).toEqual([]);
    }, PATIENCE);
  });

  it('says which line of own codes is not understood, before a file is asked for', async () => {
    await window.openSample();
    window.show(<ComparePanel />);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a class raster from disk' }, PATIENCE));
    await userEvent.click(screen.getByRole('combobox', { name: 'Its codes are those of' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Own codes' }));
    const codes = screen.getByRole('textbox', { name: 'One line for each class: codes = class' });
    await userEvent.clear(codes);
    await userEvent.type(codes, '0 = fog');
    expect(screen.getByText('"0 = fog" is not of the form "0, 1 = clear".')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Choose the file' })).toHaveProperty('disabled', true);
  });

  it('shows why masks cannot be compared, and waits while they are', async () => {
    await window.openSample();
    chooseReference('scl');
    window.intercept((path) => (path.endsWith('/compare') ? refusal('The mask is not computed yet.', 404) : undefined));
    const { unmount } = window.show(<ComparePanel />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The mask is not computed yet.');
    unmount();
    window.clear();

    await window.openSample();
    chooseReference('scl');
    window.intercept((path) => (path.endsWith('/compare') ? never() : undefined));
    window.show(<ComparePanel />);
    expect(await screen.findByText('Confusion matrix', {}, PATIENCE)).toBeTruthy();
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
  });

  it('does not wait for a mask that no pack can make', async () => {
    await window.openSample();
    chooseReference('scl');
    updateActive((one) => ({ ...one, choice: null }));
    window.show(<ComparePanel />);
    expect(await screen.findByText(/^No model pack fits this product/, {}, PATIENCE)).toBeTruthy();
    expect(screen.queryByRole('status', { name: 'Loading' })).toBeNull();
  });
});

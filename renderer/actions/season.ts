import { engine } from '../api/engine.ts';
import type { Job } from '../api/types.ts';
import { whileOpening } from '../state/opening.ts';
import { setUi } from '../state/ui.ts';
import { retryJob } from './jobs.ts';
import { adoptProduct } from './products.ts';

/** Opens the product that a row is about, and shows it on the map. */
export async function openResult({ id, title }: Job): Promise<void> {
  const isOpen = await whileOpening(title, async (signal) => adoptProduct(await engine.openJob(id, signal)));
  if (isOpen) setUi({ fullView: null });
}

/** Runs what failed or was not done once more. */
export async function retryFailed(jobs: readonly Job[]): Promise<void> {
  for (const { id, state } of jobs) if (state === 'failed' || state === 'cancelled') await retryJob(id);
}

/** Gives a text to the browser, or to the window's own dialog, to be saved as a file. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

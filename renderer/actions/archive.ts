import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import { setArchive } from '../state/archive.ts';
import { sayError, sayInfo } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { closeDialog } from '../state/ui.ts';
import { openChoice } from './products.ts';

/** Asks for the folder of a run and shows it. */
export async function chooseArchive(): Promise<void> {
  try {
    const run = await bridge.choose('archive');
    if (run) setArchive({ run, state: null, tile: null, text: '' });
  } catch (error) {
    sayError(error);
  }
}

/** Opens a product of a run on the map. */
export async function openArchiveProduct(handle: string, index: number): Promise<void> {
  try {
    const choice = await engine.archiveProduct(handle, index);
    closeDialog();
    await openChoice(choice);
  } catch (error) {
    sayError(error);
  }
}

/** Lets what failed wait again; the engine of the site is to be told by the command line. */
export async function retryArchive(handle: string, broken: boolean): Promise<void> {
  try {
    const { products } = await engine.retryArchive(handle, broken);
    sayInfo(
      `${products} ${products === 1 ? 'product waits' : 'products wait'} again. Submit the run once more to have them done.`,
    );
    await queryClient.invalidateQueries({ queryKey: ['archive', handle] });
  } catch (error) {
    sayError(error);
  }
}

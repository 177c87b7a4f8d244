import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { ArchiveRow, Choice } from '../api/types.ts';
import { NO_ARCHIVE, setArchive } from '../state/archive.ts';
import { sayError, sayInfo } from '../state/messages.ts';
import { whileOpening } from '../state/opening.ts';
import { queryClient } from '../state/queries.ts';
import { setUi } from '../state/ui.ts';
import { openChoice } from './products.ts';

/** Asks for the folder of a run and shows it. */
export async function chooseArchive(): Promise<void> {
  try {
    const run = await bridge.choose('archive');
    if (run) setArchive({ ...NO_ARCHIVE, run });
  } catch (error) {
    sayError(error);
  }
}

/** Opens a product of a run on the map; where it cannot be opened, the run stays. */
export async function openArchiveProduct(
  handle: string,
  { index, id }: Pick<ArchiveRow, 'index' | 'id'>,
): Promise<void> {
  let choice: Choice | undefined;
  await whileOpening(id, async () => {
    choice = await engine.archiveProduct(handle, index);
  });
  if (choice && (await openChoice(choice))) setUi({ fullView: null });
}

/**
 * Lets what failed wait again, or one product alone; the engine of the site is to be told by the command line.
 * @param broken also what is broken
 */
export async function retryArchive(handle: string, broken: boolean, index?: number): Promise<void> {
  try {
    const { products } = await engine.retryArchive(handle, broken, index);
    sayInfo(
      `${products} ${products === 1 ? 'product waits' : 'products wait'} again. Submit the run once more ("nephoscope archive submit") to have ${products === 1 ? 'it' : 'them'} done.`,
    );
    await queryClient.invalidateQueries({ queryKey: ['archive', handle] });
  } catch (error) {
    sayError(error);
  }
}

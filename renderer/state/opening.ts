import { isAbort } from '../api/client.ts';
import { sayError } from './messages.ts';
import { setUi } from './ui.ts';

/** What gives up the opening that the window waits for; null where it waits for none. */
let stop: AbortController | null = null;

/** Gives up what is being opened: nothing of it stays open, and what was to be opened after it is not. */
export function stopOpening(): void {
  stop?.abort();
}

/**
 * Opens something while the window says so and lets the user give it up.
 * @param onError what is done with an error; one of giving up is none
 * @returns whether it is open
 */
export async function whileOpening(
  name: string,
  open: (signal: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void = sayError,
): Promise<boolean> {
  const controller = new AbortController();
  stop = controller;
  setUi({ opening: name });
  try {
    await open(controller.signal);
    return true;
  } catch (error) {
    if (!isAbort(error)) onError(error);
    return false;
  } finally {
    if (stop === controller) {
      stop = null;
      setUi({ opening: null });
    }
  }
}

import { isAbort } from '../api/client.ts';
import { sayError } from './messages.ts';
import { setUi } from './ui.ts';

interface Opening {
  readonly name: string;
  readonly controller: AbortController;
}

/** What the window waits for, the last begun at the end: that one is shown. */
let under: readonly Opening[] = [];

function setUnder(openings: readonly Opening[]): void {
  under = openings;
  setUi({ opening: openings.at(-1)?.name ?? null });
}

/** Gives up what is being opened: nothing of it stays open, and what was to be opened after it is not. */
export function stopOpening(): void {
  under.at(-1)?.controller.abort();
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
  const opening = { name, controller: new AbortController() };
  setUnder([...under, opening]);
  try {
    await open(opening.controller.signal);
    return true;
  } catch (error) {
    if (!isAbort(error)) onError(error);
    return false;
  } finally {
    setUnder(under.filter((one) => one !== opening));
  }
}

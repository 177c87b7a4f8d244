import { bridge } from '../../api/bridge.ts';
import type { Choice, ChoicePurpose } from '../../api/types.ts';
import { sayError } from '../../state/messages.ts';

/** Asks for a file or folder; null where that was given up, or went wrong, which is said. */
export async function chooseFolder(purpose: ChoicePurpose): Promise<Choice | null> {
  try {
    return await bridge.choose(purpose);
  } catch (error) {
    sayError(error);
    return null;
  }
}

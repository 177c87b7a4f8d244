import { create } from 'zustand';
import { labelEngine } from '../../api/label-engine.ts';
import type { LabelChip } from '../../api/types.ts';
import { knownChips } from '../../state/label/project.ts';
import { currentSession, putChip } from '../../state/label/sessions.ts';
import { labelTools } from '../../state/label/tools.ts';
import { sayError, sayInfo } from '../../state/messages.ts';
import { openProducts } from '../../state/queries.ts';
import { maskRequest, useScenes } from '../../state/scenes.ts';

/** Whether classes are being taken from a mask, which may have to be computed for it. */
export const useTaking = create<{ readonly isBusy: boolean }>(() => ({ isBusy: false }));

/** The mask of a chip's product as its scene shows it. */
function maskOf(chip: LabelChip) {
  const product = openProducts().find(({ key }) => key === chip.product.key);
  const scene = product && useScenes.getState().scenes[product.id];
  return scene ? maskRequest(scene) : null;
}

/**
 * Labels the chip in hand by the network's mask, or by the corrections that were made on its scene; one step of the undo.
 * @param within runs of pixels; the whole chip without it
 */
export async function takeFromMask(
  from: 'network' | 'corrections',
  within?: readonly (readonly [number, number])[],
): Promise<void> {
  const session = currentSession();
  const chip = knownChips().find(({ id }) => id === session?.chip);
  if (!session || !chip || within?.length === 0) return;
  const mask = maskOf(chip);
  if (!mask) {
    sayInfo('No network fits the product of this chip, so that there is no mask to take classes from.');
    return;
  }
  if (from === 'corrections' && mask.corrections.length === 0) {
    sayInfo('Nothing was corrected on the scene of this chip.');
    return;
  }
  useTaking.setState({ isBusy: true });
  try {
    await session.saved();
    const { revision, project } = session;
    const over = from === 'corrections' ? 'everything' : labelTools().takeOver;
    const kept = await labelEngine.take(project, chip.id, {
      revision,
      from,
      mask,
      over,
      ...(within ? { within } : {}),
    });
    session.absorb(await labelEngine.labels(project, chip.id));
    putChip(project, kept);
  } catch (error) {
    sayError(error);
  } finally {
    useTaking.setState({ isBusy: false });
  }
}

import { create } from 'zustand';
import { labelEngine } from '../../api/label-engine.ts';
import type { ApiCorrection, LabelChip, MaskRequest } from '../../api/types.ts';
import { knownChips } from '../../state/label/project.ts';
import { putChip, sessionInHand } from '../../state/label/sessions.ts';
import { takeOver } from '../../state/label/take-over.ts';
import { labelTools } from '../../state/label/tools.ts';
import { sayError, sayInfo } from '../../state/messages.ts';
import { openProducts } from '../../state/queries.ts';
import type { Scene } from '../../state/scene.ts';
import { maskRequest, useScenes } from '../../state/scenes.ts';

/** Whether classes are being taken from a mask, which may have to be computed for it. */
export const useTaking = create<{ readonly isBusy: boolean }>(() => ({ isBusy: false }));

function sceneOf(chip: LabelChip): Scene | undefined {
  const product = openProducts().find(({ key }) => key === chip.product.key);
  return product && useScenes.getState().scenes[product.id];
}

/** The mask of a chip's product as its scene shows it. */
function maskOf(chip: LabelChip): MaskRequest | null {
  const scene = sceneOf(chip);
  return scene ? maskRequest(scene) : null;
}

const strokesOf = (chip: LabelChip): ApiCorrection[] => [...(sceneOf(chip)?.tuning.present.helper?.strokes ?? [])];

/**
 * Labels the chip in hand by the network's mask, or by the corrections that were made on its scene, or by
 * the strokes of its scene helper; one step of the undo.
 * @param within runs of pixels; the whole chip without it
 */
export async function takeFromMask(
  from: 'network' | 'corrections' | 'strokes',
  within?: readonly (readonly [number, number])[],
): Promise<void> {
  const session = await sessionInHand().catch(sayError);
  const chip = knownChips().find(({ id }) => id === session?.chip);
  if (!session || !chip || within?.length === 0) return;
  const own = maskOf(chip);
  const mask = own && (from === 'strokes' ? { ...own, corrections: strokesOf(chip) } : own);
  if (!mask) {
    sayInfo('No network fits the product of this chip, so that there is no mask to take classes from.');
    return;
  }
  if (from !== 'network' && mask.corrections.length === 0) {
    sayInfo(
      from === 'strokes'
        ? 'The scene of this chip has no strokes.'
        : 'Nothing was corrected on the scene of this chip.',
    );
    return;
  }
  useTaking.setState({ isBusy: true });
  try {
    const { project } = session;
    const over = from === 'network' ? labelTools().takeOver : 'everything';
    const source = from === 'network' ? 'network' : 'corrections';
    const kept = await takeOver(session, (revision) =>
      labelEngine.take(project, chip.id, { revision, from: source, mask, over, ...(within ? { within } : {}) }),
    );
    putChip(project, kept);
  } catch (error) {
    sayError(error);
  } finally {
    useTaking.setState({ isBusy: false });
  }
}

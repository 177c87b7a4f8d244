import { learnEngine } from '../../api/learn-engine.ts';
import type { RankedChips } from '../../api/types.ts';
import { setLearn, useLearn } from '../../state/label/learn.ts';
import { refreshLabels } from '../../state/label/project.ts';
import { sayError } from '../../state/messages.ts';
import { setUi } from '../../state/ui.ts';
import { showChip } from './chips.ts';

/** Makes chips of what was ranked: the same choice again, since nothing was added meanwhile, as the next batch. */
export async function addRanked(project: string): Promise<void> {
  const { wish, folder } = useLearn.getState();
  try {
    const found = await learnEngine.rank(project, { ...wish, folder: folder?.handle ?? null }, true);
    setLearn({ ranked: { project, found, added: true } });
    await refreshLabels(project);
  } catch (error) {
    sayError(error);
  }
}

/** Goes back to the map, to the first chip of a batch. */
export function labelFirst({ chips }: RankedChips): void {
  setUi({ fullView: null, rightTab: 'label', rightFolded: false });
  showChip(chips[0]?.chip ?? null);
}

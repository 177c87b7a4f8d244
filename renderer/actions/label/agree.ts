import { learnEngine, type NewFolder } from '../../api/learn-engine.ts';
import type { Choice } from '../../api/types.ts';
import { setLearn, useLearn } from '../../state/label/learn.ts';
import { queryClient } from '../../state/queries.ts';
import { setUi } from '../../state/ui.ts';
import { openLabelProject } from './projects.ts';

/** Compares the labels of two projects. Throws what the engine says. */
export async function compareWith(project: string, other: string): Promise<void> {
  const found = await learnEngine.agree(project, other);
  for (const one of [project, other]) await queryClient.invalidateQueries({ queryKey: ['labels', one, 'raster'] });
  setLearn({ agreement: { project, other, found } });
}

/** Makes a third project of what two say and what was decided, and opens it in place of the views on the first. Throws what the engine says. */
export async function settle(project: string, other: Choice, folder: NewFolder): Promise<void> {
  const { choices } = useLearn.getState();
  const { settled } = await learnEngine.agree(project, other.handle, { ...folder, choices });
  if (settled === null) return;
  setLearn({ other: null, agreement: null, choices: {} });
  setUi({ fullView: null });
  await openLabelProject(settled);
}

import { learnEngine } from '../../api/learn-engine.ts';
import type { PackSummary } from '../../api/types.ts';
import { noteJob } from '../../state/label/learn.ts';
import { sayError, sayInfo } from '../../state/messages.ts';
import { queryClient } from '../../state/queries.ts';
import { useScenes } from '../../state/scenes.ts';
import { addJob } from '../masks.ts';

/** Tunes a network on a project's labels, as a job. */
export async function startAdapt(project: string, pack: string, method: 'calibration' | 'head'): Promise<void> {
  try {
    const job = await learnEngine.adapt(project, pack, method);
    addJob(job);
    noteJob('adapt', job.id);
  } catch (error) {
    sayError(error);
  }
}

/** Asks anew for networks, and which of them fit the open products. */
export async function refreshPacks(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['packs'] });
  await queryClient.invalidateQueries({ queryKey: ['products'] });
}

/** Removes a tuned network from the disk; scenes that showed its mask show its parent's. */
export async function removeTunedPack({ id, name, tuned }: PackSummary): Promise<void> {
  try {
    await learnEngine.removePack(id);
    const parent = tuned?.parent;
    useScenes.setState(({ scenes }) => ({
      scenes: Object.fromEntries(
        Object.entries(scenes).map(([key, scene]) => {
          if (scene.choice?.pack !== id || parent === undefined) return [key, scene];
          return [key, { ...scene, choice: { ...scene.choice, pack: parent } }];
        }),
      ),
    }));
    await refreshPacks();
    sayInfo(`${name} was removed.`);
  } catch (error) {
    sayError(error);
  }
}

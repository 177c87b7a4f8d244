import { useEffect } from 'react';
import { keepScene, keepSceneAtOnce } from '../state/keep-scene.ts';
import { bumpMask } from '../state/mask-progress.ts';
import { markSaved, markUnsaved } from '../state/project/unsaved.ts';
import { useScenes } from '../state/scenes.ts';
import { createLaterSender } from '../state/try-later.ts';

const DELAY_MILLISECONDS = 800;

/**
 * Sends the settings of a scene to be kept: a moment after they changed, or when the window goes before they have arrived.
 * What does not arrive is sent again until it does: nothing else would be, as long as nothing changes.
 */
export function useKeepScenes(): void {
  useEffect(() => {
    const later = createLaterSender();
    const stop = useScenes.subscribe(({ scenes }, before) => {
      for (const [id, scene] of Object.entries(scenes)) {
        if (before.scenes[id] === undefined || before.scenes[id] === scene) continue;
        markUnsaved(`scene ${id}`);
        later.sendIn(id, DELAY_MILLISECONDS, async (isAgain) => {
          await keepScene(id);
          if (!later.isWaiting(id)) markSaved(`scene ${id}`);
          // What the map asked for meanwhile did not arrive either.
          if (isAgain) bumpMask(id);
        });
      }
    });
    const keepAtOnce = () => {
      for (const id of later.unconfirmed()) keepSceneAtOnce(id);
    };
    window.addEventListener('pagehide', keepAtOnce);
    return () => {
      stop();
      window.removeEventListener('pagehide', keepAtOnce);
      for (const id of later.unconfirmed()) later.cancel(id);
    };
  }, []);
}

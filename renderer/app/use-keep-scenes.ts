import { useEffect } from 'react';
import { keepScene, keepSceneAtOnce } from '../state/keep-scene.ts';
import { bumpMask } from '../state/mask-progress.ts';
import { sayError } from '../state/messages.ts';
import { markSaved, markUnsaved } from '../state/project/unsaved.ts';
import { useScenes } from '../state/scenes.ts';
import { mayPassLater, RETRY_MILLISECONDS } from '../state/try-later.ts';

const DELAY_MILLISECONDS = 800;

/**
 * Sends the settings of a scene to be kept: a moment after they changed, or when the window goes before that. What does not
 * arrive is sent again until it does: nothing else would be, as long as nothing changes.
 */
export function useKeepScenes(): void {
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const stop = useScenes.subscribe(({ scenes }, before) => {
      for (const [id, scene] of Object.entries(scenes)) {
        if (before.scenes[id] === undefined || before.scenes[id] === scene) continue;
        clearTimeout(timers.get(id));
        markUnsaved(`scene ${id}`);
        const keepIn = (milliseconds: number, isAgain: boolean) => {
          const keep = () => {
            timers.delete(id);
            keepScene(id).then(
              () => {
                if (!timers.has(id)) markSaved(`scene ${id}`);
                // What the map asked for meanwhile did not arrive either.
                if (isAgain) bumpMask(id);
              },
              (error) => {
                if (!isAgain) sayError(error);
                if (mayPassLater(error) && !timers.has(id)) keepIn(RETRY_MILLISECONDS, true);
              },
            );
          };
          timers.set(id, setTimeout(keep, milliseconds));
        };
        keepIn(DELAY_MILLISECONDS, false);
      }
    });
    const keepAtOnce = () => {
      for (const id of timers.keys()) keepSceneAtOnce(id);
    };
    window.addEventListener('pagehide', keepAtOnce);
    return () => {
      stop();
      window.removeEventListener('pagehide', keepAtOnce);
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, []);
}

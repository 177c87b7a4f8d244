import { engine } from '../api/engine.ts';
import { toSettings } from '../state/scene-settings.ts';
import { useScenes } from '../state/scenes.ts';

/** Sends the settings of all scenes to be kept, before the window goes. */
export async function keepScenesNow(): Promise<void> {
  const { scenes } = useScenes.getState();
  await Promise.all(Object.entries(scenes).map(([id, scene]) => engine.putSceneSettings(id, toSettings(scene))));
}

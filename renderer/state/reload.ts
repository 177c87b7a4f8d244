import { engine } from '../api/engine.ts';
import { toSettings } from './scene-settings.ts';
import { useScenes } from './scenes.ts';

/** Loads the window anew; what it knows of its scenes is kept by the engine before. */
export async function reloadWindow(): Promise<void> {
  const { scenes } = useScenes.getState();
  await Promise.all(Object.entries(scenes).map(([id, scene]) => engine.putSceneSettings(id, toSettings(scene))));
  window.location.reload();
}

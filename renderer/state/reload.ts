import { keepScene } from './keep-scene.ts';
import { useScenes } from './scenes.ts';

/** Loads the window anew; what it knows of its scenes is kept by the engine before. */
export async function reloadWindow(): Promise<void> {
  const { scenes } = useScenes.getState();
  await Promise.all(Object.keys(scenes).map(keepScene));
  window.location.reload();
}

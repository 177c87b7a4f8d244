import { create } from 'zustand';
import type { ApiMaskParameters, ClassId, MaskRequest } from '../api/types.ts';
import { drafted, recorded, redone, shown, undone } from './history.ts';
import type { ClassLook, Scene } from './scene.ts';

interface ScenesState {
  readonly scenes: Readonly<Record<string, Scene>>;
  /** The product that the panels speak about. */
  readonly active: string | null;
  readonly dragging: boolean;
}

/** The scenes of the open products. */
export const useScenes = create<ScenesState>(() => ({ scenes: {}, active: null, dragging: false }));

export function putScene(id: string, scene: Scene): void {
  useScenes.setState(({ scenes }) => ({ scenes: { ...scenes, [id]: scene }, active: id }));
}

export function activate(id: string | null): void {
  useScenes.setState({ active: id });
}

export function dropScene(id: string): void {
  useScenes.setState(({ scenes, active }) => {
    const { [id]: _, ...rest } = scenes;
    return { scenes: rest, active: active === id ? (Object.keys(rest).at(-1) ?? null) : active };
  });
}

export function updateScene(id: string, change: (scene: Scene) => Scene): void {
  useScenes.setState(({ scenes }) => {
    const scene = scenes[id];
    return scene ? { scenes: { ...scenes, [id]: change(scene) } } : {};
  });
}

export function updateActive(change: (scene: Scene) => Scene): void {
  const { active } = useScenes.getState();
  if (active) updateScene(active, change);
}

/** Shows parameters while a slider moves. */
export function draftParameters(parameters: ApiMaskParameters): void {
  useScenes.setState({ dragging: true });
  updateActive((scene) => ({ ...scene, parameters: drafted(scene.parameters, parameters) }));
}

/** Makes parameters the next step of the undo. */
export function commitParameters(parameters: ApiMaskParameters): void {
  useScenes.setState({ dragging: false });
  updateActive((scene) => ({ ...scene, parameters: recorded(scene.parameters, parameters) }));
}

export function undoParameters(): void {
  useScenes.setState({ dragging: false });
  updateActive((scene) => ({ ...scene, parameters: undone(scene.parameters) }));
}

export function redoParameters(): void {
  useScenes.setState({ dragging: false });
  updateActive((scene) => ({ ...scene, parameters: redone(scene.parameters) }));
}

export function updateClass(id: ClassId, change: Partial<ClassLook>): void {
  updateActive((scene) => ({
    ...scene,
    classes: { ...scene.classes, [id]: { ...scene.classes[id], ...change } },
  }));
}

/** The mask that a scene shows, as the engine is asked for it; null where no network fits. */
export function maskRequest(scene: Scene): MaskRequest | null {
  return scene.choice && { ...scene.choice, parameters: shown(scene.parameters) };
}

export function secondMaskRequest(scene: Scene): MaskRequest | null {
  return scene.second && { ...scene.second, parameters: shown(scene.parameters) };
}

export function useActiveScene(): Scene | null {
  return useScenes(({ scenes, active }) => (active ? (scenes[active] ?? null) : null));
}

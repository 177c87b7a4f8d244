import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ApiCorrection, ApiMaskParameters, ClassId, MaskRequest } from '../api/types.ts';
import { drafted, recorded, redone, shown, undone } from './history.ts';
import { type ClassLook, type HelperTuning, helperFor, type MaskChoice, type Scene, type Tuning } from './scene.ts';

interface ScenesState {
  readonly scenes: Readonly<Record<string, Scene>>;
  /** The product that the panels speak about. */
  readonly active: string | null;
  readonly dragging: boolean;
}

/** The scenes of the open products. */
export const useScenes = create<ScenesState>(() => ({ scenes: {}, active: null, dragging: false }));

export function putScene(id: string, scene: Scene): void {
  useScenes.setState(({ scenes }) => ({ scenes: { ...scenes, [id]: scene } }));
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

function draft(change: Partial<Tuning>): void {
  useScenes.setState({ dragging: true });
  updateActive((scene) => ({ ...scene, tuning: drafted(scene.tuning, { ...shown(scene.tuning), ...change }) }));
}

function commit(change: Partial<Tuning>): void {
  useScenes.setState({ dragging: false });
  updateActive((scene) => ({ ...scene, tuning: recorded(scene.tuning, { ...scene.tuning.present, ...change }) }));
}

/** Parameters, or what is made of those that the active scene shows. */
type Parameters = ApiMaskParameters | ((shown: ApiMaskParameters) => ApiMaskParameters);

function withShown(parameters: Parameters, take: (parameters: ApiMaskParameters) => void): void {
  const scene = activeScene();
  if (typeof parameters !== 'function') take(parameters);
  else if (scene) take(parameters(shown(scene.tuning).parameters));
}

/** Shows parameters while a slider moves. */
export const draftParameters = (next: Parameters): void => withShown(next, (parameters) => draft({ parameters }));
/** Makes parameters the next step of the undo. */
export const commitParameters = (next: Parameters): void => withShown(next, (parameters) => commit({ parameters }));
/** Shows corrections while the brush is down. */
export const draftCorrections = (corrections: readonly ApiCorrection[]): void => draft({ corrections });
/** Makes corrections the next step of the undo. */
export const commitCorrections = (corrections: readonly ApiCorrection[]): void => commit({ corrections });

/** Shows strokes of the scene helper while one is drawn, and while they are fitted. */
export const draftHelper = (helper: HelperTuning): void => draft({ helper });
/** Makes strokes with what they came to the next step of the undo. */
export const commitHelper = (helper: HelperTuning): void => commit({ helper });

export function undoTuning(): void {
  useScenes.setState({ dragging: false });
  updateActive((scene) => ({ ...scene, tuning: undone(scene.tuning) }));
}

export function redoTuning(): void {
  useScenes.setState({ dragging: false });
  updateActive((scene) => ({ ...scene, tuning: redone(scene.tuning) }));
}

export function updateClass(id: ClassId, change: Partial<ClassLook>): void {
  updateActive((scene) => ({
    ...scene,
    classes: { ...scene.classes, [id]: { ...scene.classes[id], ...change } },
  }));
}

function requestOf(choice: MaskChoice | null, { tuning }: Scene): MaskRequest | null {
  if (!choice) return null;
  const { parameters, corrections } = shown(tuning);
  const helper = helperFor(shown(tuning), choice);
  return { ...choice, parameters, corrections: [...corrections], ...(helper ? { helper } : {}) };
}

/** The mask that a scene shows, as the engine is asked for it; null where no network fits. */
export const maskRequest = (scene: Scene): MaskRequest | null => requestOf(scene.choice, scene);
export const secondMaskRequest = (scene: Scene): MaskRequest | null => requestOf(scene.second, scene);

const activeOf = ({ scenes, active }: ScenesState): Scene | null => (active ? (scenes[active] ?? null) : null);

export const activeScene = (): Scene | null => activeOf(useScenes.getState());
export const useActiveScene = (): Scene | null => useScenes(activeOf);

/**
 * A part of the active scene, or an object of several; null without a scene. Unlike with {@link useActiveScene}, who asks is
 * rendered again only where that changes: a slider in motion changes the scene sixty times a second.
 */
export function useOfScene<T>(part: (scene: Scene) => T): T | null {
  return useScenes(
    useShallow((state) => {
      const scene = activeOf(state);
      return scene && part(scene);
    }),
  );
}

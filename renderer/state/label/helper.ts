import { create } from 'zustand';
import type { ApiCorrection } from '../../api/types.ts';
import { shown } from '../history.ts';
import { type HelperTuning, NO_HELPER, type Scene } from '../scene.ts';
import { useScenes } from '../scenes.ts';

export type HelperClass = Exclude<ApiCorrection['class'], 'computed'>;

interface HelperState {
  /** What a stroke says. */
  readonly class: HelperClass;
  readonly radiusMetres: number;
  readonly isFitting: boolean;
  /** How long the last fit took; null before the first. */
  readonly seconds: number | null;
}

/** How the next stroke of the scene helper is made. */
export const useHelper = create<HelperState>(() => ({
  class: 'shadow',
  radiusMetres: 60,
  isFitting: false,
  seconds: null,
}));

const helperOf = (scene: Scene | undefined): HelperTuning =>
  (scene ? shown(scene.tuning).helper : undefined) ?? NO_HELPER;

/** Strokes of the active scene's helper, with one that is being drawn, and what they came to. */
export const useSceneHelper = (): HelperTuning =>
  useScenes(({ active, scenes }) => helperOf(active ? scenes[active] : undefined));

export function sceneHelper(): HelperTuning {
  const { active, scenes } = useScenes.getState();
  return helperOf(active ? scenes[active] : undefined);
}

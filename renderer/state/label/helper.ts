import { create } from 'zustand';
import type { ApiCorrection } from '../../api/types.ts';
import { radiusToBegin } from '../correcting.ts';
import { shown } from '../history.ts';
import { type HelperTuning, NO_HELPER, type Scene } from '../scene.ts';
import { useScenes } from '../scenes.ts';

export type HelperClass = Exclude<ApiCorrection['class'], 'computed'>;

interface HelperState {
  /** What a stroke says. */
  readonly class: HelperClass;
  readonly radiusMetres: number;
  /** The user chose the radius: it is kept, however the map is zoomed. */
  readonly isRadiusChosen: boolean;
  readonly isFitting: boolean;
  /** How long the last fit took; null before the first. */
  readonly seconds: number | null;
}

/** How the next stroke of the scene helper is made. */
export const useHelper = create<HelperState>(() => ({
  class: 'shadow',
  radiusMetres: 60,
  isRadiusChosen: false,
  isFitting: false,
  seconds: null,
}));

export const setHelperRadius = (radiusMetres: number) => useHelper.setState({ radiusMetres, isRadiusChosen: true });

/** Gives strokes that are about to be drawn a radius that can be seen, unless the user has chosen one. */
export function fitHelperRadius(): void {
  const { radiusMetres, isRadiusChosen } = useHelper.getState();
  if (!isRadiusChosen) useHelper.setState({ radiusMetres: radiusToBegin() ?? radiusMetres });
}

const helperOf = (scene: Scene | undefined): HelperTuning =>
  (scene ? shown(scene.tuning).helper : undefined) ?? NO_HELPER;

/** Strokes of the active scene's helper, with one that is being drawn, and what they came to. */
export const useSceneHelper = (): HelperTuning =>
  useScenes(({ active, scenes }) => helperOf(active ? scenes[active] : undefined));

export function sceneHelper(): HelperTuning {
  const { active, scenes } = useScenes.getState();
  return helperOf(active ? scenes[active] : undefined);
}

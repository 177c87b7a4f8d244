import type { ApiCorrection, ApiMaskParameters } from '../../api/types.ts';
import type { History } from '../history.ts';
import { sameValue } from '../merge.ts';
import { readPersistence, withPersistence } from '../persistence.ts';
import { asParameters } from '../presets.ts';
import { openProducts } from '../queries.ts';
import { type HelperTuning, NO_HELPER, type Scene, type Tuning } from '../scene.ts';
import { useScenes } from '../scenes.ts';
import type { WindowPart } from './part.ts';
import { fieldsOf, isNumber, listOf } from './read.ts';

/**
 * The steps of one scene's undo. Steps share most of their corrections, so that these stand once and a step names them
 * by their places.
 */
interface KeptSteps {
  readonly parameters: readonly ApiMaskParameters[];
  readonly corrections: readonly ApiCorrection[];
  /** Of each step, oldest first: place of its parameters, then those of its corrections. */
  readonly past: readonly (readonly number[])[];
  readonly present: readonly number[];
  readonly future: readonly (readonly number[])[];
  /** Scene helpers that occur, and of each step, oldest first, the place of its own. */
  readonly helpers?: { readonly list: readonly HelperTuning[]; readonly places: readonly number[] };
}

const kept = new Map<string, KeptSteps>();

function withSteps({ past, present, future }: History<Tuning>): KeptSteps {
  const parameters: ApiMaskParameters[] = [];
  const corrections: ApiCorrection[] = [];
  const places = new Map<string, number>();
  const placeIn = <T>(list: T[], one: T): number => {
    const text = JSON.stringify(one);
    const place = places.get(text) ?? list.push(one) - 1;
    places.set(text, place);
    return place;
  };
  const step = (tuning: Tuning) => [
    placeIn(parameters, tuning.parameters),
    ...tuning.corrections.map((one) => placeIn(corrections, one)),
  ];
  const list: HelperTuning[] = [];
  const helperPlaces = [...past, present, ...future].map(({ helper }) => (helper ? placeIn(list, helper) : -1));
  const steps = { past: past.map(step), present: step(present), future: future.map(step), parameters, corrections };
  return list.length > 0 ? { ...steps, helpers: { list, places: helperPlaces } } : steps;
}

function isHelpers(value: unknown): value is NonNullable<KeptSteps['helpers']> {
  const { list, places } = fieldsOf(value);
  const isHelper = (one: unknown) => Array.isArray(fieldsOf(one).strokes) && Array.isArray(fieldsOf(one).weights);
  return listOf(list).length > 0 && listOf(list).every(isHelper) && listOf(places).every(isNumber);
}

function readSteps(value: unknown): KeptSteps | null {
  const { parameters, corrections, past, present, future, helpers } = fieldsOf(value);
  const read = listOf(parameters).map((one) => {
    const sliders = asParameters(one);
    return sliders && withPersistence(sliders, readPersistence(fieldsOf(one).persistence));
  });
  if (read.includes(null)) return null;
  const all = listOf(corrections) as readonly ApiCorrection[];
  const isStep = (step: unknown) => {
    const [first, ...rest] = listOf(step);
    return (
      isNumber(first) && read[first] !== undefined && rest.every((place) => isNumber(place) && all[place] !== undefined)
    );
  };
  const steps = [...listOf(past), present, ...listOf(future)];
  if (!steps.every(isStep)) return null;
  return {
    parameters: read.filter((one) => one !== null),
    corrections: all,
    past: listOf(past) as KeptSteps['past'],
    present: present as KeptSteps['present'],
    future: listOf(future) as KeptSteps['future'],
    ...(isHelpers(helpers) ? { helpers } : {}),
  };
}

/** All steps, oldest first. */
function tuningsOf({ parameters, corrections, past, present, future, helpers }: KeptSteps): Tuning[] {
  return [...past, present, ...future].map(([first, ...rest], index) => ({
    parameters: parameters[first!]!,
    corrections: rest.map((place) => corrections[place]!),
    helper: helpers?.list[helpers.places[index] ?? -1] ?? NO_HELPER,
  }));
}

/** The history of a scene that is brought back, where the steps that were kept lead to what it is now. */
export function withKeptSteps(key: string, scene: Scene): Scene {
  const steps = kept.get(key);
  if (!steps) return scene;
  const all = tuningsOf(steps);
  const present = steps.past.length;
  const now = scene.tuning.present;
  if (!sameValue(all[present], { ...now, helper: now.helper ?? NO_HELPER })) return scene;
  return { ...scene, tuning: { ...scene.tuning, past: all.slice(0, present), future: all.slice(present + 1) } };
}

/** The undo of every scene. */
export const undoPart: WindowPart = {
  name: 'undo',
  isShared: false,
  get() {
    const { scenes } = useScenes.getState();
    for (const { id, key } of openProducts()) {
      const scene = scenes[id];
      if (!scene) continue;
      const { past, future } = scene.tuning;
      if (past.length + future.length > 0) kept.set(key, withSteps(scene.tuning));
    }
    return Object.fromEntries(kept);
  },
  put(value) {
    kept.clear();
    for (const [key, one] of Object.entries(fieldsOf(value))) {
      const steps = readSteps(one);
      if (steps) kept.set(key, steps);
    }
  },
  subscribe: (listener) =>
    useScenes.subscribe(({ scenes }, before) => {
      const isChanged = Object.entries(scenes).some(
        ([id, { tuning }]) => tuning.present !== (before.scenes[id]?.tuning ?? tuning).present,
      );
      if (isChanged) listener();
    }),
};

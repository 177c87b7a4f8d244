import { engine } from '../../api/engine.ts';
import type { ApiCorrection } from '../../api/types.ts';
import { sayError } from '../messages.ts';
import { activeProduct } from '../queries.ts';
import { NO_HELPER } from '../scene.ts';
import { commitCorrections, commitHelper, draftHelper, useScenes } from '../scenes.ts';
import { sceneHelper, useHelper } from './helper.ts';

type Position = [number, number];

const rounded = ([lon, lat]: Position): Position => [Number(lon.toFixed(6)), Number(lat.toFixed(6))];

function strokeOf(points: readonly Position[]): ApiCorrection {
  const { class: id, radiusMetres } = useHelper.getState();
  return { class: id, shape: { kind: 'stroke', points: points.map(rounded), radiusMetres } };
}

/** Strokes that count: one that is being drawn, or fitted, is none yet. */
function strokes(): readonly ApiCorrection[] {
  const { active, scenes } = useScenes.getState();
  return (active && scenes[active]?.tuning.present.helper?.strokes) || [];
}

const choiceOf = (id: string) => useScenes.getState().scenes[id]?.choice ?? null;

/** Shows a stroke while it is drawn. */
export function draftHelperStroke(points: readonly Position[]): void {
  draftHelper({ ...sceneHelper(), strokes: [...strokes(), strokeOf(points)] });
}

/** Takes a stroke that has been drawn: the mask of the scene follows. */
export const commitHelperStroke = (points: readonly Position[]): void => void fitTo([...strokes(), strokeOf(points)]);

/** Takes the last stroke back. */
export const dropHelperStroke = (): void => void fitTo(strokes().slice(0, -1));

/** Takes all strokes away: the mask is the network's own again. */
export const removeHelper = (): void => commitHelper(NO_HELPER);

/** Makes the strokes corrections of the scene, where they lie and nowhere else. */
export function correctByStrokes(): void {
  const { active, scenes } = useScenes.getState();
  const scene = active ? scenes[active] : undefined;
  if (scene) commitCorrections([...scene.tuning.present.corrections, ...strokes()]);
}

let asked = 0;

/** Fits the helper to strokes, and makes both one step of the undo; of several that overlap the last counts. */
async function fitTo(wanted: readonly ApiCorrection[]): Promise<void> {
  if (wanted.length === 0) {
    removeHelper();
    return;
  }
  const product = activeProduct();
  const choice = product && choiceOf(product.id);
  if (!product || !choice) return;
  const mine = ++asked;
  const before = sceneHelper();
  draftHelper({ ...before, strokes: wanted });
  useHelper.setState({ isFitting: true });
  try {
    const { helper, seconds } = await engine.fitHelper(product.id, { ...choice, strokes: [...wanted] });
    if (mine !== asked || activeProduct()?.id !== product.id) return;
    commitHelper({ strokes: wanted, weights: helper.weights, shift: helper.shift, pixels: helper.pixels, ...choice });
    useHelper.setState({ seconds });
  } catch (error) {
    // The strokes stay, the mask is as it was.
    if (mine === asked && activeProduct()?.id === product.id) commitHelper({ ...before, strokes: wanted });
    sayError(error);
  } finally {
    if (mine === asked) useHelper.setState({ isFitting: false });
  }
}

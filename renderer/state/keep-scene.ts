import { ApiError } from '../api/client.ts';
import { engine } from '../api/engine.ts';
import { mergedThreeWays, sameValue } from './merge.ts';
import { say } from './messages.ts';
import { openProducts } from './queries.ts';
import { toSettings, withSettings } from './scene-settings.ts';
import { updateScene, useScenes } from './scenes.ts';

/** What the engine keeps of a scene, as this window knows it. */
interface KeptScene {
  readonly revision: number;
  readonly settings: unknown;
}

const CONFLICT = 409;
const TRIES = 5;
const kept = new Map<string, KeptScene>();
const sending = new Set<string>();
const last = new Map<string, Promise<void>>();

/** Notes what the engine keeps of a scene that was just brought into the window. */
export function noteKeptScene(id: string, revision: number, settings: unknown): void {
  kept.set(id, { revision, settings });
}

/** Has the engine keep a scene as it is now. Where another window changed it meanwhile, both changes are brought together. */
export function keepScene(id: string): Promise<void> {
  return inTurn(id, () => keepNow(id));
}

function inTurn(id: string, work: () => Promise<void> | void): Promise<void> {
  const mine = (last.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
  last.set(id, mine);
  return mine;
}

async function keepNow(id: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const scene = useScenes.getState().scenes[id];
    if (!scene) return;
    const settings = toSettings(scene);
    const known = kept.get(id);
    if (known && sameValue(known.settings, settings)) return;
    sending.add(id);
    try {
      const { revision } = await engine.putSceneSettings(id, settings, known?.revision);
      return noteKeptScene(id, revision, settings);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== CONFLICT || tries >= TRIES) throw error;
    } finally {
      sending.delete(id);
    }
    const now = await engine.product(id);
    takeOver(id, now.settingsRevision, now.settings);
  }
}

/** The window goes: the request outlives it, and nobody can bring anything together any more. */
export function keepSceneAtOnce(id: string): void {
  const scene = useScenes.getState().scenes[id];
  if (!scene) return;
  // While one is under way its revision is not known yet; it is from this window, too.
  const revision = sending.has(id) ? undefined : kept.get(id)?.revision;
  engine.putSceneSettings(id, toSettings(scene), revision, true).catch(() => undefined);
}

/** A window had the engine keep a scene: this one takes it over, unless it is what it sent itself. */
export function onSceneKept(id: string, revision: number, settings: unknown): void {
  void inTurn(id, () => {
    if (revision > (kept.get(id)?.revision ?? 0)) takeOver(id, revision, settings);
  });
}

function takeOver(id: string, revision: number, theirs: unknown): void {
  const scene = useScenes.getState().scenes[id];
  const product = openProducts().find((one) => one.id === id);
  if (!scene || !product) return;
  const base = kept.get(id)?.settings;
  const mine = toSettings(scene);
  const together = mergedThreeWays(base, mine, theirs);
  noteKeptScene(id, revision, theirs);
  if (!sameValue(together, mine)) updateScene(id, (one) => withSettings(one, together, product));
  const isMine = sameValue(mine, base) || sameValue(mine, theirs);
  if (!isMine)
    say({
      kind: 'warning',
      text: `${product.name} was changed in another window, too: the changes of both were brought together.`,
      remedy: 'Look at the corrections and sliders; undo goes back to those of this window.',
    });
}

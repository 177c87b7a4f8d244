import type { ProductDetail } from '../api/types.ts';
import { recorded, startHistory } from './history.ts';
import { sameValue } from './merge.ts';
import { readPersistence, withPersistence } from './persistence.ts';
import type { MaskChoice, Scene, Tuning } from './scene.ts';

const VERSION = 1;

/** What is kept of a scene: everything but the steps of the undo. */
export function toSettings(scene: Scene): Record<string, unknown> {
  const { tuning, ...rest } = scene;
  return { version: VERSION, ...rest, ...tuning.present };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes over the fields of `kept` that have the shape of those of `fresh`. */
function merged<T>(fresh: T, kept: unknown): T {
  if (isObject(fresh) && isObject(kept)) {
    const entries = Object.entries(fresh).map(([key, value]) => [key, key in kept ? merged(value, kept[key]) : value]);
    return Object.fromEntries(entries) as T;
  }
  if (fresh === null) return (typeof kept === 'string' ? kept : fresh) as T;
  if (Array.isArray(fresh)) return (Array.isArray(kept) ? kept : fresh) as T;
  return typeof kept === typeof fresh ? (kept as T) : fresh;
}

/** A network and grid that were kept, where they can be had for this product. */
function choiceOn(kept: unknown, { packs }: ProductDetail): MaskChoice | null {
  if (!isObject(kept)) return null;
  const pack = packs.find(({ id }) => id === kept.pack);
  const grid = pack?.grids.find((metres) => metres === kept.grid);
  return pack && grid ? { pack: pack.id, grid } : null;
}

/** Brings kept settings back into a new scene; what does not fit the product or this version is left as new. */
export function fromSettings(fresh: Scene, settings: unknown, product: ProductDetail): Scene {
  if (!isObject(settings) || settings.version !== VERSION) return fresh;
  const { tuning, choice, second, ...looks } = fresh;
  const kept = merged(looks, settings);
  const bandsAreThere =
    kept.image.bands.length === kept.image.min.length &&
    kept.image.bands.length === kept.image.max.length &&
    kept.image.bands.every((band) => product.bands[band] !== undefined);
  return {
    ...kept,
    image: bandsAreThere ? kept.image : fresh.image,
    choice: choiceOn(settings.choice, product) ?? choice,
    second: choiceOn(settings.second, product) ?? second,
    tuning: startHistory(withChoices(merged<Tuning>(tuning.present, settings), settings.parameters)),
  };
}

/** With what is chosen besides the sliders, of which a new scene has nothing. */
function withChoices({ parameters, ...rest }: Tuning, settings: unknown): Tuning {
  const kept = isObject(settings) ? settings : {};
  const { shadowsNeedCloud: _, ...sliders } = parameters;
  const looked = kept.shadowsNeedCloud === true ? { ...sliders, shadowsNeedCloud: true } : sliders;
  return { ...rest, parameters: withPersistence(looked, readPersistence(kept.persistence)) };
}

/** A scene with settings that came from elsewhere; tuning that differs becomes the next step of the undo. */
export function withSettings(scene: Scene, settings: unknown, product: ProductDetail): Scene {
  const next = fromSettings(scene, settings, product);
  const isSame = sameValue(next.tuning.present, scene.tuning.present);
  return { ...next, tuning: isSame ? scene.tuning : recorded(scene.tuning, next.tuning.present) };
}

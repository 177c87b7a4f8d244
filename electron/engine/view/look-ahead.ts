import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { createIdleWork, type IdleWorkOptions } from './idle-work.ts';
import { type MapTile, tilesAround } from './tiles-around.ts';

/** Draws a tile of one picture as RGBA; an urgent one is waited for. */
export type DrawTile = (
  tile: MapTile,
  options: { readonly signal: AbortSignal; readonly isUrgent: boolean },
) => Promise<Uint8ClampedArray<ArrayBuffer>>;

/** Draws the tiles around what is in view while nothing else is to be done, so that the next movement finds them drawn. */
export interface LookAhead {
  /** A tile that is wanted now. `picture` names what it shows: product, bands, stretch. */
  tile(picture: string, at: MapTile, draw: DrawTile, signal: AbortSignal): Promise<Uint8ClampedArray<ArrayBuffer>>;
  /** Something else is to be done: ends the drawing, which begins anew after a rest. Fulfilled once it has ended. */
  giveWay(): Promise<void>;
  /** Forgets pictures whose name begins so, and ends the drawing. */
  forget(prefix: string): Promise<void>;
  close(): Promise<void>;
}

/** A slider that is moved slowly asks for a mask several times a second: nothing is begun in between. */
const RESTS_AFTER_WORK = 2;
/** A tile of 256 x 256 pixels has 256 KiB; a view at rest shows some 16 of them and has 48 in two rings around it. */
const KEPT_BYTES = 48 * 2 ** 20;
/** Further ones would push out those that are nearer. */
const MOST_AHEAD = KEPT_BYTES / 2 ** 18;

/** The tiles that were asked for since the last rest, all of one picture and zoom. */
interface View {
  readonly picture: string;
  readonly zoom: number;
  readonly draw: DrawTile;
  readonly tiles: Map<string, MapTile>;
  isOld: boolean;
}

export function createLookAhead(options: IdleWorkOptions): LookAhead {
  const drawn = new LRUCache<string, Uint8ClampedArray<ArrayBuffer>>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (pixels) => Math.max(1, pixels.byteLength),
  });
  let view: View | null = null;
  let wanted = 0;
  let current: { readonly key: string; readonly pixels: Promise<Uint8ClampedArray<ArrayBuffer>> } | null = null;
  const idle = createIdleWork(() => {
    const seen = view;
    if (!seen || wanted > 0) return null;
    return (signal) => drawAround(seen, signal);
  }, options);

  async function drawAround(seen: View, signal: AbortSignal): Promise<void> {
    seen.isOld = true;
    for (const at of tilesAround([...seen.tiles.values()]).slice(0, MOST_AHEAD)) {
      const key = keyOf(seen.picture, at);
      if (signal.aborted) return;
      // What is left is drawn when there is nothing else to do again.
      if (options.isBusy()) {
        idle.rest();
        return;
      }
      if (drawn.has(key)) continue;
      // A tile with nothing on it is drawn without waiting for anything: a request has to get its turn in between.
      await setImmediate();
      if (signal.aborted) return;
      current = { key, pixels: seen.draw(at, { signal, isUrgent: false }) };
      try {
        drawn.set(key, await current.pixels);
      } catch {
        // Whoever asks for this tile will be told what is wrong with it.
      } finally {
        current = null;
      }
    }
  }

  function note(picture: string, at: MapTile, draw: DrawTile): void {
    if (view?.picture !== picture || view.zoom !== at.zoom || view.isOld)
      view = { picture, zoom: at.zoom, draw, tiles: new Map(), isOld: false };
    view.tiles.set(keyOf(picture, at), at);
  }

  return {
    async tile(picture, at, draw, signal) {
      const key = keyOf(picture, at);
      note(picture, at, draw);
      const early = current?.key === key ? current.pixels.catch(() => null) : null;
      if (!early) idle.interrupt();
      wanted++;
      try {
        return (await early) ?? drawn.get(key) ?? (await draw(at, { signal, isUrgent: true }));
      } finally {
        wanted--;
        idle.rest();
      }
    },
    async giveWay() {
      await idle.stop();
      idle.rest(RESTS_AFTER_WORK);
    },
    async forget(prefix) {
      if (view?.picture.startsWith(prefix)) view = null;
      await idle.stop();
      for (const key of drawn.keys()) if (key.startsWith(prefix)) drawn.delete(key);
    },
    async close() {
      view = null;
      await idle.stop();
      drawn.clear();
    },
  };
}

function keyOf(picture: string, { zoom, column, row }: MapTile): string {
  return `${picture} ${zoom}/${column}/${row}`;
}

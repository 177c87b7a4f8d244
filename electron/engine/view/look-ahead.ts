import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';

/** A tile of the map in the XYZ scheme. */
export interface MapTile {
  readonly zoom: number;
  readonly column: number;
  readonly row: number;
}

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

const REST_MILLISECONDS = 150;
/** A slider that is moved slowly asks for a mask several times a second: nothing is begun in between. */
const RESTS_AFTER_WORK = 2;
/** Tiles around those in view that are drawn ahead. */
const RINGS = 2;
/** A tile of 256 x 256 pixels has 256 KiB; a view at rest shows some 16 of them and has 48 in two rings around it. */
const KEPT_BYTES = 48 * 2 ** 20;
/** Further ones would push out those that are nearer. */
const MOST_AHEAD = KEPT_BYTES / 2 ** 18;

/**
 * @param options.isBusy whether work is under way that is not to be held up
 * @param options.restMilliseconds how long nothing must have been asked for; 150 by default
 */
export function createLookAhead(options: {
  readonly isBusy: () => boolean;
  readonly restMilliseconds?: number;
}): LookAhead {
  const drawn = new LRUCache<string, Uint8ClampedArray<ArrayBuffer>>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (pixels) => Math.max(1, pixels.byteLength),
  });
  /** The tiles that were asked for since the last rest, all of one picture and zoom. */
  let view: { picture: string; zoom: number; draw: DrawTile; tiles: Map<string, MapTile>; isOld: boolean } | null =
    null;
  let wanted = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  let current: { readonly key: string; readonly pixels: Promise<Uint8ClampedArray<ArrayBuffer>> } | null = null;

  async function drawAround({ picture, draw, tiles }: NonNullable<typeof view>, signal: AbortSignal): Promise<void> {
    for (const at of around([...tiles.values()])) {
      const key = keyOf(picture, at);
      if (signal.aborted) return;
      // What is left is drawn when there is nothing else to do again.
      if (options.isBusy()) {
        rest();
        return;
      }
      if (drawn.has(key)) continue;
      // A tile with nothing on it is drawn without waiting for anything: a request has to get its turn in between.
      await setImmediate();
      if (signal.aborted) return;
      current = { key, pixels: draw(at, { signal, isUrgent: false }) };
      try {
        drawn.set(key, await current.pixels);
      } catch {
        // Whoever asks for this tile will be told what is wrong with it.
      } finally {
        current = null;
      }
    }
  }

  function begin(): void {
    if (!view || wanted > 0) return;
    if (options.isBusy()) {
      rest();
      return;
    }
    view.isOld = true;
    const abort = new AbortController();
    running = { abort, ended: drawAround(view, abort.signal) };
  }

  function rest(times = 1): void {
    clearTimeout(timer);
    timer = setTimeout(begin, times * (options.restMilliseconds ?? REST_MILLISECONDS));
    timer.unref();
  }

  async function stop(): Promise<void> {
    clearTimeout(timer);
    running?.abort.abort();
    await running?.ended;
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
      if (!early) running?.abort.abort();
      wanted++;
      try {
        return (await early) ?? drawn.get(key) ?? (await draw(at, { signal, isUrgent: true }));
      } finally {
        wanted--;
        rest();
      }
    },
    async giveWay() {
      await stop();
      rest(RESTS_AFTER_WORK);
    },
    async forget(prefix) {
      if (view?.picture.startsWith(prefix)) view = null;
      await stop();
      for (const key of drawn.keys()) if (key.startsWith(prefix)) drawn.delete(key);
    },
    async close() {
      view = null;
      await stop();
      drawn.clear();
    },
  };
}

function keyOf(picture: string, { zoom, column, row }: MapTile): string {
  return `${picture} ${zoom}/${column}/${row}`;
}

/**
 * The tiles around the rectangle that encloses some, the short way round the globe, and what is missing of it: first those beside it, of them the nearest to
 * its middle first, then a second ring, which a movement by half of the view reaches.
 */
function around(tiles: readonly MapTile[]): MapTile[] {
  const { zoom } = tiles[0]!;
  const side = 2 ** zoom;
  const told = tiles.map(({ column }) => column);
  const isOverDateLine = Math.max(...told) - Math.min(...told) > side / 2;
  const columns = told.map((column) => (isOverDateLine && column < side / 2 ? column + side : column));
  const rows = tiles.map(({ row }) => row);
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const mostRight = isOverDateLine ? right + RINGS : Math.min(side - 1, right + RINGS);
  const found: MapTile[] = [];
  for (let row = Math.max(0, top - RINGS); row <= Math.min(side - 1, bottom + RINGS); row++)
    for (let column = Math.max(0, left - RINGS); column <= mostRight; column++)
      if (!tiles.some((tile) => tile.column === column % side && tile.row === row)) found.push({ zoom, column, row });
  const ringOf = ({ column, row }: MapTile) => Math.max(0, left - column, column - right, top - row, row - bottom);
  const distance = ({ column, row }: MapTile) => Math.hypot(column - (left + right) / 2, row - (top + bottom) / 2);
  return found
    .sort((a, b) => ringOf(a) - ringOf(b) || distance(a) - distance(b))
    .slice(0, MOST_AHEAD)
    .map((tile) => ({ ...tile, column: tile.column % side }));
}

import type { OnProgress } from '../core/bytes.ts';
import { CancelledError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import { dropSampleRooms, giveBackSampleRooms } from '../core/sample-rooms.ts';
import type { ProductWarning } from '../product/types.ts';
import type { ProbabilityStore } from './probability-store.ts';
import type { ModelSession } from './session.ts';
import type { TileRequest, TileResult } from './session-messages.ts';
import type { BandRadiometry, TilePixels } from './tile-input.ts';
import type { Tile } from './tiling.ts';

/** Where the pixels come from: a product, or numbers made up by a test. */
export interface InputReader {
  readonly grid: Grid;
  /** Per band of the pack's input. */
  readonly radiometry: readonly BandRadiometry[];
  /**
   * Reads a window that lies within the grid. The arrays are the caller's to keep.
   */
  readTile(window: Window, options?: ReadTileOptions): Promise<ReadTile>;
}

export interface ReadTileOptions {
  /** In whose middle the sun is asked for; the window itself by default. */
  readonly within?: Window | undefined;
  /** All windows that will be read after this one; not told by default. What none of them needs is kept no longer. */
  readonly later?: readonly Window[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The pixels of a tile, and what could not be read of them. */
export type ReadTile = TilePixels & { readonly warnings?: readonly ProductWarning[] };

export interface InferenceOptions {
  /** The network, or one that is being opened: reading begins meanwhile. */
  readonly session: ModelSession | Promise<ModelSession>;
  readonly reader: InputReader;
  readonly store: ProbabilityStore;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What a run did. */
export interface InferenceReport {
  /** Tiles computed now, tiles found on disk, and tiles that had no observed pixel and were not given to the network. */
  readonly computedTiles: number;
  readonly reusedTiles: number;
  readonly emptyTiles: number;
  /** Time in the network alone, and in all. */
  readonly networkSeconds: number;
  readonly totalSeconds: number;
  /** Pixels given to the network, margins included. */
  readonly networkPixels: number;
  /** Most memory that the network's process has held, bytes. */
  readonly networkBytes: number;
  /** Fulfilled once the last tile, which can be read already, is on disk too. */
  readonly written: Promise<void>;
}

/** A tile that the network has been given. */
interface Computing {
  readonly session: ModelSession;
  readonly tile: Tile;
  readonly answer: Promise<TileResult>;
  readonly warnings: readonly ProductWarning[];
}

/** Tiles that are read ahead of the network, besides the one that waits for it in its process. */
const PREFETCH = 1;

/**
 * Computes the tiles that the store lacks: reads ahead while the network computes, and writes behind it; the last tile
 * may still be on its way to the disk, see `written`. When it is cancelled or killed, the tiles that are done stay.
 * @throws CancelledError within one tile of the signal, or seconds where a tile takes longer; whatever the reader or the session throw.
 */
export async function runInference(options: InferenceOptions): Promise<InferenceReport> {
  const { reader, store, signal, onProgress } = options;
  const { plan, grid } = store;
  const begin = performance.now();
  const tiles = store.missingTiles();
  const reusedTiles = (plan.columns.length - 1) * (plan.rows.length - 1) - tiles.length;
  const totals = { computedTiles: 0, emptyTiles: 0, networkSeconds: 0, networkPixels: 0, networkBytes: 0 };
  const windows = tiles.map(({ input }) => onGrid(grid, input));
  const reads = readAhead(tiles.length, signal, (index, wanted) => {
    const { input, within = input } = tiles[index]!;
    const later = windows.slice(index + 1);
    return reader.readTile(windows[index]!, { within: onGrid(grid, within), later, signal: wanted });
  });
  const eta = timeEstimate(tiles.length);
  let writing: Promise<void> = Promise.resolve();
  let done = 0;
  const keep = async ({ session, tile, answer, warnings }: Computing): Promise<void> => {
    const result = await answer;
    await writing;
    throwIfCancelled(signal);
    if (warnings.length > 0) await store.note(warnings, tile);
    writing = store.writeTile(tile, result.planes, session.provider);
    writing.catch(() => undefined);
    const empty = result.validPixels === 0;
    totals[empty ? 'emptyTiles' : 'computedTiles']++;
    totals.networkSeconds += result.seconds;
    totals.networkBytes = session.peakBytes();
    totals.networkPixels += empty ? 0 : tile.input.width * tile.input.height;
    done++;
    onProgress?.({
      fraction: done / tiles.length,
      stage: `Tile ${done} of ${tiles.length}`,
      ...eta(done, empty),
    });
  };
  if (tiles.length > 0) onProgress?.({ fraction: 0, stage: 'Reading bands' });
  let isOpen = false;
  const readOnMeanwhile = (): void => {
    if (!isOpen) reads.goOn();
  };
  reads.start().then(readOnMeanwhile, readOnMeanwhile);
  let before: Computing | null = null;
  try {
    const session = await untilCancelled(Promise.resolve(options.session), signal);
    isOpen = true;
    for (const [index, tile] of tiles.entries()) {
      throwIfCancelled(signal);
      const { warnings = [], ...pixels } = await untilCancelled(reads.next(), signal);
      throwIfCancelled(signal);
      const within = windows[index]!;
      const request = {
        tile: pixels,
        radiometry: reader.radiometry,
        inputWidth: tile.input.width,
        inputHeight: tile.input.height,
        pixelMetres: grid.pixelMetres,
        part: { ...tile.core, column: tile.core.column - within.column, row: tile.core.row - within.row },
      };
      // Handed over while the network still computes the one before, for which it then needs not wait.
      const { answer, sent } = send(session, request, signal);
      await untilCancelled(sent, signal);
      reads.goOn();
      if (before) await keep(before);
      before = { session, tile, answer, warnings };
    }
    if (before) await keep(before);
  } catch (error) {
    // A tile that could not be read is no reason to lose the one before.
    if (before && !signal?.aborted) await keep(before).catch(() => undefined);
    await writing.catch(() => undefined);
    throw error;
  } finally {
    reads.stop();
    dropSampleRooms();
  }
  return { ...totals, reusedTiles, totalSeconds: (performance.now() - begin) / 1000, written: writing };
}

/** Gives a tile to the network. `sent` is fulfilled once all of it was handed over, or never will be. */
function send(session: ModelSession, request: TileRequest, signal: AbortSignal | undefined) {
  let isSent = (): void => {};
  const sent = new Promise<void>((resolve) => {
    isSent = resolve;
  });
  const answer = session.run(request, signal, () => {
    giveBackSampleRooms(request.tile.bands);
    isSent();
  });
  answer.then(isSent, isSent);
  return { answer, sent };
}

function onGrid(grid: Grid, input: Window): Window {
  return intersectWindows(input, wholeWindow(grid))!;
}

/**
 * Keeps {@link PREFETCH} reads under way beyond the one that is waited for. Those still under way when it is stopped are
 * cancelled: whoever asked for the same pixels again would be told how they failed.
 */
function readAhead(
  count: number,
  signal: AbortSignal | undefined,
  read: (index: number, wanted: AbortSignal) => Promise<ReadTile>,
) {
  const leaving = new AbortController();
  const wanted = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
  const pending: Promise<ReadTile>[] = [];
  let started = 0;
  const begin = (): Promise<ReadTile> => {
    const reading = read(started++, wanted);
    reading.catch(() => undefined);
    pending.push(reading);
    return reading;
  };
  return {
    /** The first alone: the network has it the sooner. */
    start: async (): Promise<void> => {
      if (count > 0) await begin();
    },
    /**
     * Reads further. To be called once the tile before was sent, which goes piece by piece whenever the event loop comes
     * round: what resamples the next ones meanwhile would hold it up by half a second.
     */
    goOn: (): void => {
      while (pending.length <= PREFETCH && started < count) begin();
    },
    next: (): Promise<ReadTile> => pending.shift()!,
    stop: (): void => {
      started = count;
      pending.length = 0;
      leaving.abort();
    },
  };
}

/** Rejects with CancelledError as soon as the signal fires, even while the work goes on behind it. */
async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let cancel = (): void => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new CancelledError());
    signal.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Seconds left, by the time that computed tiles took; tiles without data are so quick that they are left out. */
function timeEstimate(total: number): (done: number, empty: boolean) => { secondsLeft?: number } {
  const begin = performance.now();
  let computed = 0;
  return (done, empty) => {
    if (!empty) computed++;
    if (computed === 0) return {};
    return { secondsLeft: ((performance.now() - begin) / 1000 / computed) * (total - done) };
  };
}

import { RasterError, throwIfCancelled } from '../../core/errors.ts';
import { intersectWindows, type Window } from '../../core/grid.ts';
import type { TileDecoder } from '../../jpeg2000/tile-decoder.ts';
import type { TilePlace } from '../../jpeg2000/tile-reader.ts';
import type { RasterFile } from '../../product/types.ts';
import type { BandSource, ReadBandOptions } from '../band.ts';
import type { HalveTask } from '../zarr-chunk.worker.ts';
import { type ChunkPixels, cutOut, fillOf, paste, readChunkPixels } from './chunk-pixels.ts';
import { chunkRasters } from './chunk-rasters.ts';
import { halvedPlace, LEVELS, tilesIn } from './tiles.ts';

/** The bits of a classification that are read as planes: opaque cloud, cirrus, snow. */
const FLAG_PLANES = 3;

type OnDamage = ReadBandOptions['onDamage'];

let opened = 0;

/** Reads tiles of a band halved, by way of the store of what is decoded. */
function createHalver(
  file: RasterFile,
  decoder: TileDecoder,
  readPixels: (window: Window, onDamage: OnDamage, signal?: AbortSignal) => Promise<Uint16Array>,
) {
  const id = `zarr-band/${++opened}`;
  let isDamageTold = false;
  async function read(place: TilePlace, reduce: number, { onDamage, signal }: ReadBandOptions) {
    const key = `${id}/${place.tile}/${reduce}`;
    const damage: RasterError[] = [];
    const note = onDamage && ((error: Error) => damage.push(error as RasterError));
    const isReady = decoder.has(key);
    const samples = isReady ? new Uint16Array() : await readPixels(place, note, signal);
    for (const error of damage) {
      isDamageTold = true;
      onDamage?.(error);
    }
    const load = async () => {
      const task: HalveTask = { kind: 'halve', samples, width: place.width, height: place.height, reduce };
      return { task, transfer: [samples.buffer as ArrayBuffer] };
    };
    const failure = (reason: string) =>
      new RasterError(`${file.path} cannot be halved: ${reason}.`, { file: file.path });
    const isWhole = damage.length === 0;
    const bytes = await decoder.piece(
      { key: isWhole ? key : `${key}/damaged`, worker: 'zarr-chunk', isKept: isWhole, load, failure },
      signal,
    );
    return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  }

  return { read, isDamageTold: () => isDamageTold };
}

/**
 * A band or mask whose pixels lie in chunks of a Zarr store. Halved, it has the samples that ESA's JPEG 2000 file of the
 * same pixels has (see `tilesIn`, `halve`).
 */
export function openZarrBand(file: RasterFile, decoder: TileDecoder): BandSource {
  const { values, chunks } = file.zarr!;
  const [height, width] = chunks.metadata.shape as [number, number];
  const rasters = chunkRasters(file, decoder);
  const pixels: ChunkPixels = { rasters, fill: fillOf(file) };
  const readPixels = (window: Window, onDamage: OnDamage, signal?: AbortSignal) =>
    readChunkPixels(pixels, window, onDamage, signal);
  const halver = createHalver(file, decoder, readPixels);
  const levels = values === 'dn' ? LEVELS : 0;

  const size = { width, height };
  const sizeAt = (reduce: number) => ({
    width: Math.ceil(width / 2 ** reduce),
    height: Math.ceil(height / 2 ** reduce),
  });
  const tilesOver = (window: Window) => tilesIn(size, file.pixelMetres, window);

  /** A window of the halved band, put together of its tiles. */
  async function readHalved(window: Window, reduce: number, options: ReadBandOptions): Promise<Uint16Array> {
    const out = new Uint16Array(window.width * window.height);
    const scale = 2 ** reduce;
    const covered = {
      column: window.column * scale,
      row: window.row * scale,
      width: window.width * scale,
      height: window.height * scale,
    };
    await Promise.all(
      tilesOver(covered).map(async (place) => {
        const samples = await halver.read(place, reduce, options);
        const at = halvedPlace(place, reduce);
        const part = intersectWindows(at, window);
        if (part) paste(cutOut(samples, at, part), part, out, window);
      }),
    );
    return out;
  }

  const exact: BandSource['exact'] = {
    tilesIn: tilesOver,
    cellPixels: CELL_PIXELS,
    isFlat: async () => false,
    async readAreas(place, areas, { signal } = {}) {
      const out = new Uint16Array(place.width * place.height);
      // What is damaged was told when it was halved.
      const silent = (error: Error) => {
        if (!halver.isDamageTold()) throw error;
      };
      for (const area of areas) paste(await readPixels(area, silent, signal), area, out, place);
      return out;
    },
  };

  return {
    ...{ name: file.path, ...size, components: values === 'flags' ? FLAG_PLANES : 1, levels, sizeAt },
    bytes: 0,
    integrity: async () => 'unknown',
    async readWindow(window, options = {}) {
      const { reduce = 0, signal, onDamage } = options;
      throwIfCancelled(signal);
      if (reduce > levels) throw new RasterError(`${reduce} halvings of ${levels} are asked for.`, { file: file.path });
      if (reduce > 0) return readHalved(window, reduce, options);
      const samples = await readPixels(window, onDamage, signal);
      return values === 'flags' ? asPlanes(samples) : samples;
    },
    exact: levels === 0 ? null : exact,
    close: () => rasters.close(),
  };
}

/** As of ESA's bands of 10 m. */
const CELL_PIXELS = 64;

function asPlanes(flags: Uint16Array): Uint16Array {
  return Uint16Array.from({ length: flags.length * FLAG_PLANES }, (_, i) => {
    const bit = 1 << (i % FLAG_PLANES);
    return (flags[Math.floor(i / FLAG_PLANES)]! & bit) === 0 ? 0 : 1;
  });
}

import { LRUCache } from 'lru-cache';
import type { BandId } from '../core/bands.ts';
import { Jpeg2000Error, RasterError, throwIfCancelled } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { fileGrid } from '../product/product-grid.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { ReadBandOptions } from './band.ts';
import { chooseFile } from './choose-level.ts';
import type { RasterContext } from './context.ts';
import { sampleBand } from './sample-band.ts';
import { type MercatorView, viewMetresOn, type Warp, warpView } from './warp.ts';

/** How one band becomes one channel: reflectance `min` is black, `max` is white. */
export interface ChannelStretch {
  readonly band: BandId;
  readonly min: number;
  readonly max: number;
}

/** What a picture shows: one band in grey, or three as red, green and blue. */
export interface RenderStyle {
  readonly channels: readonly [ChannelStretch] | readonly [ChannelStretch, ChannelStretch, ChannelStretch];
  /** Brightness = stretched ^ (1 / gamma); 1 is linear. */
  readonly gamma: number;
}

/** Whether somebody waits for a picture, how it is given up, and whether small files may be read whole for it. */
type RenderOptions = Pick<ReadBandOptions, 'signal' | 'isUrgent' | 'atOnce'>;

/**
 * Draws bands of a product as a picture in Web Mercator: RGBA, row by row from the north-west, not premultiplied.
 * Transparent where a band has no data. Each band is read from the file and resolution that fits the picture's scale.
 *
 * @throws RasterError when the product has no georeference or lacks a band; Jpeg2000Error; CancelledError
 */
export async function renderView(
  product: Product,
  view: MercatorView,
  style: RenderStyle,
  context: RasterContext,
  options: RenderOptions = {},
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const warps = createWarps(view);
  const planes = await Promise.all(
    style.channels.map((channel) => sampleProductBand(product, channel.band, warps, context, options)),
  );
  throwIfCancelled(options.signal);
  return paint(
    planes,
    style.channels.map((channel) => ramp(product, channel, style.gamma)),
  );
}

/** @throws RasterError where the product does not know the file's grid */
function knownGrid(product: Product, file: RasterFile): Grid {
  const grid = fileGrid(product, file);
  if (!grid) throw new RasterError('The product has no georeference.', { file: product.path });
  return grid;
}

/** A view and its warps: bands on the same grid share one. */
interface ViewWarps {
  readonly view: MercatorView;
  readonly warpOn: (grid: Grid) => Warp;
}

function createWarps(view: MercatorView): ViewWarps {
  const kept = new Map<Grid, Warp>();
  const warpOn = (grid: Grid) => {
    const warp = kept.get(grid) ?? warpView(view, grid);
    kept.set(grid, warp);
    return warp;
  };
  return { view, warpOn };
}

/**
 * DN of a band for every pixel of a picture; files that cannot be read are passed over while there is another. Where all
 * are damaged, the one that fits best shows a gap.
 */
async function sampleProductBand(
  product: Product,
  band: BandId,
  { view, warpOn }: ViewWarps,
  context: RasterContext,
  options: RenderOptions,
): Promise<Uint16Array> {
  let files = product.bands[band] ?? [];
  let best: ((onDamage?: () => void) => Promise<Uint16Array>) | null = null;
  let failure: unknown = new RasterError(`The product has no band ${band}.`, { file: product.path });
  while (files.length > 0) {
    const choice = await chooseFile(files, context, {
      metresOf: (file) => knownGrid(product, file).pixelMetres,
      viewMetresBy: (file) => viewMetresOn(view, knownGrid(product, file)),
      onFailure: (error) => {
        failure = error;
      },
    });
    if (!choice) break;
    const { source, reduce } = choice;
    const grid = knownGrid(product, choice.file);
    const sample = (onDamage?: () => void) => sampleBand(source, grid, warpOn(grid), reduce, { ...options, onDamage });
    best ??= sample;
    try {
      return await sample();
    } catch (error) {
      if (!(error instanceof Jpeg2000Error || error instanceof RasterError)) throw error;
      failure = error;
      files = files.filter((file) => file !== choice.file);
    }
  }
  if (best) return best(() => undefined);
  throw failure;
}

/** Tables of brightness, of which the tiles of a picture share three. */
const ramps = new LRUCache<string, Uint8Array>({ max: 24 });

/** Brightness 0 to 255 by DN. */
function ramp({ offsets, quantification }: Product, { band, min, max }: ChannelStretch, gamma: number): Uint8Array {
  const offset = offsets[band] ?? 0;
  const key = [offset, quantification, min, max, gamma].join(' ');
  const known = ramps.get(key);
  if (known) return known;
  const exponent = 1 / gamma;
  const span = Math.max(1e-9, max - min);
  const table = Uint8Array.from({ length: 65536 }, (_, dn) => {
    const stretched = ((dn + offset) / quantification - min) / span;
    return Math.round(255 * Math.min(1, Math.max(0, stretched)) ** exponent);
  });
  ramps.set(key, table);
  return table;
}

function paint(planes: readonly Uint16Array[], ramps: readonly Uint8Array[]): Uint8ClampedArray<ArrayBuffer> {
  const [red, green, blue] = planes.length === 3 ? [0, 1, 2] : [0, 0, 0];
  const r = planes[red]!;
  const g = planes[green]!;
  const b = planes[blue]!;
  const out = new Uint8ClampedArray(r.length * 4);
  for (let i = 0; i < r.length; i++) {
    if (r[i] === 0 || g[i] === 0 || b[i] === 0) continue;
    out[4 * i] = ramps[red]![r[i]!]!;
    out[4 * i + 1] = ramps[green]![g[i]!]!;
    out[4 * i + 2] = ramps[blue]![b[i]!]!;
    out[4 * i + 3] = 255;
  }
  return out;
}

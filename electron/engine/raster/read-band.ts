import { Jpeg2000Error, RasterError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, intersectWindows, type Window } from '../core/grid.ts';
import { fileGrid } from '../product/product-grid.ts';
import type { Product, ProductWarning, RasterFile } from '../product/types.ts';
import type { BandSource } from './band.ts';
import type { RasterContext } from './context.ts';
import type { Integrity } from './integrity.ts';
import { type SettleOptions, settleNoData } from './no-data.ts';
import { COARSENESS, filesForGrid, latticeOf, planRead, type ReadPlan, type ReadSpeed } from './read-plan.ts';
import { resample } from './resample.ts';
import { areaTaps, linearTaps, type Taps, tapSpan } from './taps.ts';
import { REACH, SOLID_REACH } from './zeros.ts';

export interface ReadOnGridOptions {
  /** How finely to decode: see `planRead`. */
  readonly speed?: ReadSpeed;
  /**
   * Bit-planes that may be left undecoded at full resolution of a file that is known to be intact: samples are a few DN
   * off then, and no-data is exact all the same (see `Trimmable`). None by default. Halved, it would not pay: the wavelet
   * makes 0 of what lies beside clouds, so that many tiles are to be exact, and less is left to be saved.
   */
  readonly planes?: number;
  /** Decode only what the window needs of a tile: for a small window that is read once. */
  readonly partial?: boolean;
  /** For a picture: where halved, patches of no-data of less than three samples may be lost (see `fillLoneZeros`). */
  readonly isPicture?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A window of a band on a grid, and where it came from. */
export interface BandOnGrid {
  /** Row by row; 0 is no-data, also where the window reaches outside the band. */
  readonly dn: Uint16Array;
  readonly file: RasterFile;
  /** Pixel size in metres at which the file was decoded. */
  readonly pixelMetres: number;
  /** Files that were passed over because they cannot be read. */
  readonly warnings: readonly ProductWarning[];
  /** Told where bit-planes were to be left undecoded: a file that is not known to be intact is read exactly. */
  readonly integrity?: Integrity | undefined;
}

export interface BandRequest {
  readonly product: Product;
  /** The files of one band. */
  readonly files: readonly RasterFile[];
  readonly grid: Grid;
  /** In pixels of `grid`; may reach outside. */
  readonly window: Window;
}

/**
 * Reads a window of a grid from the file of `files` that serves it best (see `filesForGrid`, `planRead`). A file whose
 * header or tiles cannot be read is passed over with a warning; where all files have damaged tiles, those of the best
 * one are no-data, with a warning for each. Means are of valid DN only. A pixel of the grid is no-data where all pixels
 * of the file in it are (see `settleNoData`), one that is smaller than they where the pixel that holds its centre is.
 *
 * @throws RasterError when `files` is empty; Jpeg2000Error or RasterError of the last file when none can be read;
 *   CancelledError
 */
export async function readBandOnGrid(
  { product, files, grid, window }: BandRequest,
  context: RasterContext,
  options: ReadOnGridOptions = {},
): Promise<BandOnGrid> {
  const assumedGrid = (file: RasterFile) => fileGrid(product, file) ?? { ...grid, pixelMetres: file.pixelMetres };
  const warnings: ProductWarning[] = [];
  const candidates = filesForGrid(files, grid.pixelMetres, (file) => assumedGrid(file).pixelMetres);
  const read = async (file: RasterFile, onDamage?: (error: Error) => void): Promise<BandOnGrid> => {
    throwIfCancelled(options.signal);
    const source = await context.open(file);
    const sourceGrid = assumedGrid(file);
    const plan = planRead(sourceGrid.pixelMetres, grid.pixelMetres, source.levels, options.speed);
    const atOnce = COARSENESS[options.speed ?? 'quality'] !== undefined;
    const integrity = options.planes && plan.reduce === 0 ? await source.integrity() : undefined;
    const planes = integrity === 'intact' ? (options.planes ?? 0) : 0;
    const dn = await readPlanned(
      source,
      { fileGrid: sourceGrid, grid, window, plan },
      { ...options, planes, atOnce, onDamage },
    );
    return { dn, file, pixelMetres: sourceGrid.pixelMetres * 2 ** plan.reduce, warnings, integrity };
  };
  const failures: { readonly file: RasterFile; readonly error: Jpeg2000Error | RasterError }[] = [];
  for (const file of candidates) {
    try {
      const band = await read(file);
      for (const { error, file: passed } of failures)
        warnings.push(unreadable(passed, `${error.message} ${file.name} is used instead.`));
      return band;
    } catch (error) {
      if (!(error instanceof Jpeg2000Error || error instanceof RasterError)) throw error;
      failures.push({ file, error });
    }
  }
  for (const { file } of failures) {
    try {
      const damage = new Set<string>();
      const band = await read(file, (error) => damage.add(error.message));
      for (const message of damage)
        warnings.push(unreadable(file, `${message} ${file.name} is treated as missing there.`));
      return band;
    } catch (error) {
      if (!(error instanceof Jpeg2000Error || error instanceof RasterError)) throw error;
    }
  }
  const last = failures.at(-1);
  if (last) throw last.error;
  throw new RasterError(`No file of ${product.id} is there for the ${grid.pixelMetres} m grid.`, {
    file: product.path,
    remedy: 'Download the product again, with all of its bands.',
  });
}

function unreadable(file: RasterFile, message: string): ProductWarning {
  return { code: 'band-unreadable', message, file: file.path };
}

interface PlannedRead {
  readonly fileGrid: Grid;
  readonly grid: Grid;
  readonly window: Window;
  readonly plan: ReadPlan;
}

/** Reads a window of `grid` from one source by a given plan. */
async function readPlanned(
  source: BandSource,
  { fileGrid, grid, window, plan: { reduce, method } }: PlannedRead,
  options: SettleOptions,
): Promise<Uint16Array> {
  if (source.components !== 1)
    throw new RasterError(`A band has one component, this file has ${source.components}.`, { file: source.name });
  const offsetX = fileGrid.originX - grid.originX;
  const offsetY = grid.originY - fileGrid.originY;
  const metres = fileGrid.pixelMetres;
  const first = (offset: number) => Math.floor(offset / grid.pixelMetres + 1e-9);
  const end = (offset: number, size: number) => Math.ceil((offset + size * metres) / grid.pixelMetres - 1e-9);
  const covered = {
    column: first(offsetX),
    row: first(offsetY),
    width: end(offsetX, source.width) - first(offsetX),
    height: end(offsetY, source.height) - first(offsetY),
  };
  const inner = intersectWindows(window, covered);
  if (!inner) return new Uint16Array(window.width * window.height);

  const aligned = Number.isInteger(offsetX / metres) && Number.isInteger(offsetY / metres);
  if (method === 'copy' && aligned) {
    const part = { ...inner, column: inner.column - offsetX / metres, row: inner.row - offsetY / metres };
    return place(await source.readWindow(part, { ...options, reduce }), inner, window);
  }
  const tapsFor = method === 'area' ? areaTaps : linearTaps;
  const x = tapsFor(latticeOf(source.width, metres, reduce, offsetX), inner.column, inner.width, grid.pixelMetres);
  const y = tapsFor(latticeOf(source.height, metres, reduce, offsetY), inner.row, inner.height, grid.pixelMetres);
  const block = await readBlock(source, x, y, reduce, options);
  const dn = await resample(block, x, y, method === 'area' ? 'any' : 'nearest');
  const pixelAt = (offset: number, first: number) => (pixel: number) =>
    Math.floor(((pixel + 0.5) * metres + offset) / grid.pixelMetres) - first;
  await settleNoData(
    source,
    block,
    reduce,
    {
      dn,
      width: inner.width,
      height: inner.height,
      column: pixelAt(offsetX, inner.column),
      row: pixelAt(offsetY, inner.row),
      pixels: Math.ceil(grid.pixelMetres / metres),
    },
    options,
  );
  return place(dn, inner, window);
}

/** Reads the samples that taps need; where halved, with a rim by which no-data is judged. */
async function readBlock(source: BandSource, x: Taps, y: Taps, reduce: number, options: SettleOptions) {
  const size = source.sizeAt(reduce);
  const rim = reduce > 0 ? (options.isPicture ? SOLID_REACH : REACH) : 0;
  const across = tapSpan(x);
  const down = tapSpan(y);
  const block = intersectWindows(
    { column: 0, row: 0, ...size },
    {
      column: across.first - rim,
      row: down.first - rim,
      width: across.count + 2 * rim,
      height: down.count + 2 * rim,
    },
  )!;
  const dn = await source.readWindow(block, { ...options, reduce });
  return { dn, ...block };
}

/** Puts the pixels of a part of a window where they belong; 0 elsewhere. */
function place(dn: Uint16Array, inner: Window, window: Window): Uint16Array {
  if (inner.width === window.width && inner.height === window.height) return dn;
  const out = new Uint16Array(window.width * window.height);
  for (let row = 0; row < inner.height; row++)
    out.set(
      dn.subarray(row * inner.width, (row + 1) * inner.width),
      (inner.row - window.row + row) * window.width + inner.column - window.column,
    );
  return out;
}

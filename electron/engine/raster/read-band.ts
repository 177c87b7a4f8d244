import { Jpeg2000Error, RasterError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, intersectWindows, type Window } from '../core/grid.ts';
import { fileGrid } from '../product/product-grid.ts';
import type { Product, ProductWarning, RasterFile } from '../product/types.ts';
import type { BandSource } from './band.ts';
import type { RasterContext } from './context.ts';
import type { Integrity } from './integrity.ts';
import { type SettleOptions, settleNoData } from './no-data.ts';
import { filesForGrid, latticeOf, planRead, type ReadPlan, type ReadSpeed } from './read-plan.ts';
import { resample } from './resample.ts';
import { areaTaps, type BothTaps, linearTaps, tapSpan } from './taps.ts';
import { REACH, SOLID_REACH } from './zeros.ts';

export interface ReadOnGridOptions {
  /** How finely to decode: see `planRead`. */
  readonly speed?: ReadSpeed;
  /**
   * Bit-planes that may be left undecoded at full resolution of a file that is known to be intact: samples are a few DN
   * off then, and no-data is exact all the same (see `planesLeftOut`). None by default. Halved, it would not pay: the wavelet
   * makes 0 of what lies beside clouds, so that many tiles are to be exact, and less is left to be saved.
   */
  readonly planes?: number;
  /** Decode only what the window needs of a tile: for a small window that is read once. */
  readonly partial?: boolean;
  /** For a picture: where halved, patches of no-data of less than three samples may be lost (see `fillLoneZeros`). */
  readonly isPicture?: boolean;
  /** All that will be read of the grid, in its pixels: nothing is decoded beyond it. */
  readonly region?: Window | undefined;
  /** All that will be read of the grid after this, in its pixels: what is decoded and needed by none of it is not kept. */
  readonly later?: readonly Window[] | undefined;
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
  /**
   * Told where bit-planes were to be left undecoded: a file that is not known to be intact is read exactly. Told always of
   * one that is known to be altered: what is left of a damaged zip.
   */
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
    const atOnce = options.speed === 'draft';
    const { partial, isPicture, region, later, signal } = options;
    const readWith = (planes: number) =>
      readPlanned(
        source,
        { fileGrid: sourceGrid, grid, window, region, later, plan },
        { partial, isPicture, signal, planes, atOnce, onDamage },
      );
    const leftOut = plan.reduce === 0 ? (options.planes ?? 0) : 0;
    const checking = leftOut > 0 ? source.integrity() : undefined;
    checking?.catch(() => undefined);
    // Adding up takes a while, in which the threads that decode would wait: nearly all files are intact.
    const early = !onDamage && leftOut > 0 && (await file.checksum?.()) ? readWith(leftOut) : null;
    early?.catch(() => undefined);
    const integrity = await checking;
    const dn = await (integrity === 'intact' ? (early ?? readWith(leftOut)) : readWith(0));
    const pixelMetres = sourceGrid.pixelMetres * 2 ** plan.reduce;
    return { dn, file, pixelMetres, warnings, integrity: source.isAltered ? 'altered' : integrity };
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

/** Samples beyond a window that reading it may want: for judging no-data, for interpolation, and for rounding. */
const LATER_RIM = SOLID_REACH + 3;

interface PlannedRead {
  readonly fileGrid: Grid;
  readonly grid: Grid;
  readonly window: Window;
  /** All that will be read of `grid`. */
  readonly region: Window | undefined;
  /** What will be read of it afterwards. */
  readonly later: readonly Window[] | undefined;
  readonly plan: ReadPlan;
}

/** Reads a window of `grid` from one source by a given plan. */
async function readPlanned(
  source: BandSource,
  { fileGrid, grid, window, region: wanted, later: others, plan: { reduce, method } }: PlannedRead,
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

  const samples = metres * 2 ** reduce;
  const later = others?.map((part) => ({
    column: Math.floor((part.column * grid.pixelMetres - offsetX) / samples) - LATER_RIM,
    row: Math.floor((part.row * grid.pixelMetres - offsetY) / samples) - LATER_RIM,
    width: Math.ceil((part.width * grid.pixelMetres) / samples) + 2 * LATER_RIM,
    height: Math.ceil((part.height * grid.pixelMetres) / samples) + 2 * LATER_RIM,
  }));
  const aligned = Number.isInteger(offsetX / metres) && Number.isInteger(offsetY / metres);
  const all = wanted && intersectWindows(wanted, covered);
  if (method === 'copy' && aligned) {
    const inFile = (part: Window) => ({
      ...part,
      column: part.column - offsetX / metres,
      row: part.row - offsetY / metres,
    });
    const region = all ? inFile(all) : undefined;
    return place(await source.readWindow(inFile(inner), { ...options, region, later, reduce }), inner, window);
  }
  const tapsFor = method === 'area' ? areaTaps : linearTaps;
  const tapsOf = (part: Window) => ({
    x: tapsFor(latticeOf(source.width, metres, reduce, offsetX), part.column, part.width, grid.pixelMetres),
    y: tapsFor(latticeOf(source.height, metres, reduce, offsetY), part.row, part.height, grid.pixelMetres),
  });
  const { x, y } = tapsOf(inner);
  const region = all ? blockWindow(source, tapsOf(all), reduce, options) : undefined;
  const block = await readBlock(source, { x, y }, reduce, { ...options, region, later });
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

/** Reads the samples that taps need. */
async function readBlock(source: BandSource, taps: BothTaps, reduce: number, options: SettleOptions) {
  const block = blockWindow(source, taps, reduce, options);
  const dn = await source.readWindow(block, { ...options, reduce });
  return { dn, ...block };
}

/** The samples that taps need; where halved, with a rim by which no-data is judged. */
function blockWindow(source: BandSource, { x, y }: BothTaps, reduce: number, options: SettleOptions): Window {
  const rim = reduce > 0 ? (options.isPicture ? SOLID_REACH : REACH) : 0;
  const across = tapSpan(x);
  const down = tapSpan(y);
  return intersectWindows(
    { column: 0, row: 0, ...source.sizeAt(reduce) },
    {
      column: across.first - rim,
      row: down.first - rim,
      width: across.count + 2 * rim,
      height: down.count + 2 * rim,
    },
  )!;
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

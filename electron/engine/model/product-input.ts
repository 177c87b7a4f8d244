import { type BandId, isBandId, NATIVE_METRES } from '../core/bands.ts';
import { Jpeg2000Error, RasterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import type { Product, ProductWarning, RasterFile } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { type BandOnGrid, readBandOnGrid } from '../raster/read-band.ts';
import type { ReadSpeed } from '../raster/read-plan.ts';
import { createAlterations } from './alterations.ts';
import { clippedWarning } from './clipped-bands.ts';
import type { InputReader, ReadTileOptions } from './inference.ts';
import { localSun } from './local-sun.ts';
import { checkPackFits, type ModelPack } from './packs.ts';
import { partialBands } from './partial-bands.ts';
import { reflectanceSamples } from './reflectance-samples.ts';
import { unclip } from './unclip.ts';

/** A product as a pack's input. */
export interface ProductInput extends InputReader {
  /** The band that each input is read from; null where the product has none of its alternatives. */
  readonly bands: readonly (BandId | null)[];
  /** Files that were read and are not as they were delivered. */
  alterations(): Promise<readonly ProductWarning[]>;
  /** What the Earth says to the reflectances that were read so far; null where nothing is strange about them. */
  judgement(): ProductWarning | null;
}

/**
 * The order in which alternatives such as `B8A|B08` are taken on a grid: first bands whose own pixels are not larger
 * than the grid's, the coarsest of them first (B08 at 10 m, B8A at 20 and 60 m), then the others, finest first.
 */
export function bandCandidates(choice: string, gridMetres: number): BandId[] {
  const bands = choice.split('|').filter(isBandId);
  const fine = bands.filter((band) => NATIVE_METRES[band] <= gridMetres);
  const coarse = bands.filter((band) => NATIVE_METRES[band] > gridMetres);
  const byMetres = (a: BandId, b: BandId): number => NATIVE_METRES[a] - NATIVE_METRES[b];
  return [...fine.sort((a, b) => byMetres(b, a)), ...coarse.sort(byMetres)];
}

/**
 * Files of a band that are worth decoding: not those finer than the instrument's own pixels (Level-2A repeats B01 at
 * 20 m), since they cost nine times as much and show nothing more. All where there are no others.
 */
export function filesOf(product: Pick<Product, 'bands'>, band: BandId): readonly RasterFile[] {
  const files = product.bands[band] ?? [];
  const native = files.filter((file) => file.pixelMetres >= NATIVE_METRES[band]);
  return native.length > 0 ? native : files;
}

/**
 * How finely a preview reads bands: as finely as the grid where cirrus is thin and faint, half elsewhere. A quarter would
 * save nothing: the more often a band is halved, the more of it has zeros that are to be looked at in full.
 */
const PREVIEW_SPEED: Partial<Record<BandId, ReadSpeed>> = { B10: 'preview' };

/**
 * Bit-planes of a band that are left undecoded for a mask, but for those of cirrus, which is thin and faint: samples are
 * 7 DN (0.0007 of reflectance) off, which changes less than a thousandth of the mask. With 5 it would be 14 DN and more.
 */
const PLANES_LEFT_OUT = 4;
/** Of bands of 10 m on their own grid, whose finest details are noisier, and of which the network takes means at its first step. */
const PLANES_LEFT_OUT_AT_10_METRES = 5;
const EXACT_BANDS: ReadonlySet<BandId> = new Set<BandId>(['B10']);

function planesLeftOutOf(band: BandId, { pixelMetres }: Grid): number {
  if (EXACT_BANDS.has(band)) return 0;
  return NATIVE_METRES[band] === 10 && pixelMetres === 10 ? PLANES_LEFT_OUT_AT_10_METRES : PLANES_LEFT_OUT;
}

/**
 * How finely bands are read for a mask: of 60 m as a preview, since a finer mask can follow; in full where the product has
 * no finer band, so that this is its mask.
 */
export function maskSpeed(
  { bands, grids }: Pick<Product, 'bands' | 'grids'>,
  { pixelMetres }: Pick<Grid, 'pixelMetres'>,
): 'quality' | 'preview' {
  const hasFiner = Object.values(bands).some((files) => files.some((file) => file.pixelMetres < 60));
  return grids[60]?.pixelMetres === pixelMetres && hasFiner ? 'preview' : 'quality';
}

export interface ProductInputOptions {
  /** All that will be read of the grid; the whole by default. */
  readonly region?: Window | undefined;
}

/** What an input of a network is read from. */
interface BandChoice {
  /** Null where the product has none of the alternatives. */
  readonly band: BandId | null;
  /** The alternatives, the best first. */
  readonly others: readonly BandId[];
  readonly needed: boolean;
}

/**
 * Reads a product as the input of a pack on a grid. A band that is not there is told to the network as missing; so is
 * one that cannot be read, with a warning, unless the pack cannot do without it.
 * Its reading throws ProductError where at least half of the reflectances cannot be.
 * @throws ModelPackError when the pack does not fit the product or the grid.
 */
export function productInput(
  product: Product,
  pack: ModelPack,
  grid: Grid,
  context: RasterContext,
  { region }: ProductInputOptions = {},
): ProductInput {
  checkPackFits(pack, product, grid.pixelMetres);
  const { manifest } = pack;
  const speed = maskSpeed(product, grid);
  const samples = reflectanceSamples(product);
  const choices = manifest.input.bands.map(
    (choice): BandChoice => ({
      band: bandCandidates(choice, grid.pixelMetres).find((band) => (product.bands[band]?.length ?? 0) > 0) ?? null,
      others: bandCandidates(choice, grid.pixelMetres),
      needed: manifest.minimumBands.includes(choice),
    }),
  );
  const alterations = createAlterations(context);
  const edge = product.grids[10] ?? product.grids[20] ?? product.grids[60] ?? grid;

  async function readBand(
    { band, needed }: BandChoice,
    window: Window,
    { later, signal }: ReadTileOptions,
    warnings: ProductWarning[],
  ): Promise<BandOnGrid | null> {
    if (band === null) return null;
    try {
      const read = await readBandOnGrid({ product, files: filesOf(product, band), grid, window }, context, {
        speed: speed === 'preview' ? (PREVIEW_SPEED[band] ?? 'draft') : speed,
        planes: planesLeftOutOf(band, grid),
        region,
        later,
        signal,
      });
      warnings.push(...read.warnings);
      alterations.note(read.file, read.integrity);
      samples.add(band, read.dn);
      return read;
    } catch (error) {
      if (needed || !(error instanceof Jpeg2000Error || error instanceof RasterError)) throw error;
      warnings.push({
        code: 'band-unreadable',
        message: `${error.message} ${band} is treated as missing where it cannot be read.`,
        ...(error.file === undefined ? {} : { file: error.file }),
      });
      return null;
    }
  }

  return {
    grid,
    bands: choices.map((choice) => choice.band),
    radiometry: choices.map(({ band }) => ({
      offset: (band && product.offsets[band]) ?? 0,
      quantification: product.quantification,
    })),
    alterations: alterations.warnings,
    judgement: samples.judge,
    readTile: async (window, options = {}) => {
      const { within = window } = options;
      const east = (within.column + within.width / 2) * grid.pixelMetres + grid.originX - edge.originX;
      const south = (within.row + within.height / 2) * grid.pixelMetres + edge.originY - grid.originY;
      const warnings: ProductWarning[] = [];
      const { later, signal } = options;
      const reads = await Promise.all(choices.map((choice) => readBand(choice, window, options, warnings)));
      const isClipped = await unclip(
        { product, grid, window },
        reads.map((read, k) => ({
          read,
          bands: choices[k]!.band === null ? [] : [choices[k]!.band, ...choices[k]!.others],
        })),
        context,
        { region, later, signal },
      );
      const bands = reads.map((read) => read?.dn ?? null);
      samples.refuseImpossible();
      // Where files are damaged, that was told.
      const partial = warnings.length > 0 ? null : partialWarning(product, choices, bands);
      if (isClipped) warnings.push(clippedWarning(product));
      if (partial) warnings.push(partial);
      return {
        width: window.width,
        height: window.height,
        bands,
        warnings,
        sun: localSun(product.sun, east, south),
      };
    },
  };
}

/** Of a tile in which bands have no data where others do; null where all have. */
function partialWarning(
  { id }: Product,
  choices: readonly BandChoice[],
  bands: readonly (Uint16Array | null)[],
): ProductWarning | null {
  const partial = partialBands(
    bands,
    choices.map(({ needed }) => needed),
  );
  if (partial.length === 0) return null;
  const names = partial.map((k) => choices[k]!.band).join(', ');
  return {
    code: 'band-missing',
    message: `${names} of ${id} ${partial.length === 1 ? 'has' : 'have'} no data where other bands do: there the mask is made of those that have.`,
  };
}

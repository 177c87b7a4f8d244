import { join } from 'node:path';
import { BAND_IDS, type BandId } from '../core/bands.ts';
import { type ClassCode, MASK_CLASSES } from '../core/classes.ts';
import { ExportError } from '../core/errors.ts';
import { type Grid, type Window, windowGrid } from '../core/grid.ts';
import { createAlterations } from '../model/alterations.ts';
import { fileGrid, productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { readBandOnGrid } from '../raster/read-band.ts';
import { CLEANED_BYTES_PER_PIXEL, exportCleaned } from './cleaned.ts';
import { estimateRange } from './estimate.ts';
import type { ExportSubject, OutputFormat } from './format.ts';
import { exportName, plainMetres } from './names.ts';

const ENDING = '.tif';

export const cleaned: OutputFormat<'cleaned'> = {
  id: 'cleaned',
  title: 'Cleaned bands',
  note: 'Cloudy pixels and those without a class set to no data',
  heeds: 'bands',
  extensions: [ENDING],
  order: 8,
  stac: { roles: ['data', 'reflectance'] },
  names(subject) {
    const { product, recipe } = subject;
    const { pixelMetres } = productGrid(product, recipe.cleanedGrid);
    if (recipe.cleanedStack) return [exportName(subject, 'clean', ENDING, pixelMetres)];
    const [first, ...others] = cleanedBands(product, recipe).map((band) => bandName(subject, band, pixelMetres));
    if (first === undefined) throw new ExportError(`${product.id} has no bands.`, { file: product.path });
    return [first, ...others];
  },
  estimate({ product, grid, window, recipe }) {
    const scale = grid.pixelMetres / productGrid(product, recipe.cleanedGrid).pixelMetres;
    const size = { width: window.width * scale, height: window.height * scale };
    return estimateRange(size, CLEANED_BYTES_PER_PIXEL, { files: cleanedBands(product, recipe).length });
  },
  notes({ product, recipe }) {
    return coarserNote(product, cleanedBands(product, recipe), productGrid(product, recipe.cleanedGrid));
  },
  async write(source, folder, options) {
    const { product, recipe, mask, provenance, rasters } = source;
    const bandGrid = productGrid(product, recipe.cleanedGrid);
    const window = windowOn(bandGrid, source);
    const bands = cleanedBands(product, recipe);
    const warnings = new Set(coarserNote(product, bands, bandGrid));
    const alterations = createAlterations(rasters);
    const result = await exportCleaned(
      {
        grid: windowGrid(bandGrid, window),
        bands: bands.map((id) => ({ id, offset: product.offsets[id] ?? 0 })),
        quantification: product.quantification,
        read: async (band, part, signal) => {
          const asked = { ...part, column: part.column + window.column, row: part.row + window.row };
          const read = await readBandOnGrid(
            { product, files: product.bands[band]!, grid: bandGrid, window: asked },
            rasters,
            { signal },
          );
          for (const { message } of read.warnings) warnings.add(message);
          alterations.note(read.file, read.integrity);
          return read.dn;
        },
        mask: { grid: windowGrid(source.grid, source.window), codes: mask.codes },
        maskedCodes: maskedCodes(recipe),
        provenance,
      },
      recipe.cleanedStack
        ? { kind: 'stack', path: join(folder, cleaned.names(source)[0]) }
        : { kind: 'bands', pathOf: (band) => join(folder, bandName(source, band, bandGrid.pixelMetres)) },
      options,
    );
    for (const { message } of await alterations.warnings()) {
      // Of bands that the mask was made of, too, it was told.
      if (!provenance.warnings.some((told) => told.startsWith(message))) warnings.add(message);
    }
    return { ...result, warnings: [...result.warnings, ...warnings] };
  },
};

const bandName = (subject: ExportSubject, band: BandId, metres: number): string =>
  exportName(subject, `clean_${band}`, ENDING, metres);

/** Bands of cleaned rasters: those chosen, or all that the product has. @throws ExportError for others */
export function cleanedBands(
  product: Product,
  recipe: Pick<ExportSubject['recipe'], 'cleanedBands'>,
): readonly BandId[] {
  const there = BAND_IDS.filter((band) => (product.bands[band]?.length ?? 0) > 0);
  if (recipe.cleanedBands.length > 0) {
    const missing = recipe.cleanedBands.filter((band) => !there.includes(band));
    if (missing.length === 0) return recipe.cleanedBands;
    throw new ExportError(`${product.id} does not have ${missing.join(', ')}.`, {
      remedy: `It has ${there.join(', ')}.`,
    });
  }
  return there;
}

/** The window of a mask in pixels of a grid of bands: all that it touches. */
export function windowOn(bandGrid: Grid, { grid, window }: Pick<ExportSubject, 'grid' | 'window'>): Window {
  const scale = grid.pixelMetres / bandGrid.pixelMetres;
  const column = Math.floor(window.column * scale);
  const row = Math.floor(window.row * scale);
  return {
    column,
    row,
    width: Math.min(bandGrid.width, Math.ceil((window.column + window.width) * scale)) - column,
    height: Math.min(bandGrid.height, Math.ceil((window.row + window.height) * scale)) - row,
  };
}

/** Missing pixels, those outside of an area among them, are not known to be clear. */
function maskedCodes({ cloudyClasses }: ExportSubject['recipe']): ReadonlySet<ClassCode> {
  const isMasked = (id: string) => id === 'missing' || cloudyClasses.some((cloudy) => cloudy === id);
  return new Set(MASK_CLASSES.filter(({ id }) => isMasked(id)).map(({ code }) => code));
}

/** Which bands have no pixels as fine as the grid's, so that those written are interpolated. */
function coarserNote(product: Product, bands: readonly BandId[], grid: Grid): readonly string[] {
  const finest = (band: BandId) => {
    const file = product.bands[band]![0]!;
    return fileGrid(product, file)?.pixelMetres ?? file.pixelMetres;
  };
  const coarser = bands.filter((band) => finest(band) > grid.pixelMetres);
  if (coarser.length === 0) return [];
  const named = coarser.map((band) => `${band} (${finest(band)} m)`).join(', ');
  return [`Cleaned bands of coarser pixels are interpolated to ${plainMetres(grid.pixelMetres)} m: ${named}.`];
}

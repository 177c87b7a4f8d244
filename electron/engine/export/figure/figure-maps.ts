import type { BandId } from '../../core/bands.ts';
import { ExportError } from '../../core/errors.ts';
import { windowGrid } from '../../core/grid.ts';
import type { ExportSource, ExportSubject } from '../format.ts';
import { bandPicture, type PictureBands, TRUE_COLOUR } from '../picture.ts';
import { type MapPicture, mapSize } from './maps.ts';
import { overlaid, sizedCodes, sizedImage } from './pictures.ts';

const NAMES: Readonly<Record<string, string>> = {
  'B04 B03 B02': 'True colour',
  'B08 B04 B03': 'Colour infrared',
  'B8A B04 B03': 'Colour infrared',
  'B12 B8A B04': 'Short-wave infrared',
  'B12 B08 B04': 'Short-wave infrared',
  B10: 'Cirrus',
};

/**
 * Bands of a figure's image: those that are asked for, else true colour, else the first band that there is, in grey.
 * @throws ExportError where the product lacks one that is asked for
 */
export function figureBands({ product, recipe }: Pick<ExportSubject, 'product' | 'recipe'>): PictureBands {
  const has = (band: BandId) => (product.bands[band]?.length ?? 0) > 0;
  const asked = recipe.figureBands as PictureBands | undefined;
  const missing = asked?.find((band) => !has(band));
  if (missing) {
    throw new ExportError(`${product.id} has no ${missing}, which the figure is to show.`, {
      file: product.path,
      remedy: 'Choose other bands for the figure.',
    });
  }
  if (asked) return asked;
  if (TRUE_COLOUR.every(has)) return TRUE_COLOUR;
  const [first] = (Object.keys(product.bands) as BandId[]).filter(has);
  if (first) return [first];
  throw new ExportError(`${product.id} has no band to draw.`, { file: product.path, remedy: 'Leave out the figure.' });
}

/** The maps of a figure: the image and the mask over it, or the latter alone. @param side pixels of their longer side */
export async function figureMaps(
  source: ExportSource,
  layout: 'beside' | 'over',
  side: number,
  signal: AbortSignal | undefined,
): Promise<readonly MapPicture[]> {
  const { product, grid, window, mask, rasters } = source;
  const bands = figureBands(source);
  const size = mapSize(windowGrid(grid, window), side);
  const image = sizedImage(await bandPicture(product, grid, window, rasters, { signal, maxSide: side, bands }), size);
  const picture = overlaid(image, sizedCodes(mask, size));
  const list = bands.join(' ');
  const name = NAMES[list] ?? 'Image';
  const told = `(${bands.join(', ')})`;
  const caption = `${name} ${told}`;
  const over = { caption: `Mask over ${layout === 'beside' ? 'the image' : `${name.toLowerCase()} ${told}`}`, picture };
  return layout === 'beside' ? [{ caption, picture: image }, over] : [over];
}

import type { ExportSubject } from './format.ts';
import { filledTemplate } from './name-template.ts';

/** Packs of this application leave no trace in the names; what others make stands beside it under their own id. */
const OWN_PACK = /^nephos-/;

/**
 * The name of a file that is exported of one product with one pack: `<product>_mask_20m.tif`, of an area
 * `<product>_<area>_mask_20m.tif`. Characters that some file system forbids become `_`; a product id longer than 150
 * characters is cut, the name of an area after 40. A template of the recipe goes before all that.
 * @param what the file holds
 * @param ending with its dot
 * @param metres pixel size, where it is another one than the mask's
 */
export function exportName(
  subject: NamedSubject,
  what: string,
  ending: string,
  metres = subject.grid.pixelMetres,
): string {
  const { product, packId, areaName, recipe } = subject;
  if (recipe?.nameTemplate !== undefined) {
    const name = filledTemplate(recipe.nameTemplate, {
      product: product.id.slice(0, 150),
      tile: product.tile ? `T${product.tile.replace(/^T(?=\d)/, '')}` : '',
      date: (product.sensingTime ?? '').slice(0, 10).replaceAll('-', ''),
      what,
      grid: `${plainMetres(metres)}m`,
      area: (areaName ?? '').slice(0, 40).trim(),
      model: packId,
    });
    return `${fileNamePart(name)}${ending}`;
  }
  const pack = OWN_PACK.test(packId) ? '' : `_${fileNamePart(packId)}`;
  const area = areaName ? `_${fileNamePart(areaName).slice(0, 40).trim()}` : '';
  return `${fileNamePart(product.id).slice(0, 150)}${area}_${what}_${plainMetres(metres)}m${pack}${ending}`;
}

interface NamedSubject extends Pick<ExportSubject, 'packId' | 'areaName'> {
  readonly product: Pick<ExportSubject['product'], 'id'> &
    Partial<Pick<ExportSubject['product'], 'tile' | 'sensingTime'>>;
  readonly grid: Pick<ExportSubject['grid'], 'pixelMetres'>;
  readonly recipe?: Pick<ExportSubject['recipe'], 'nameTemplate'>;
}

/** Metres to the centimetre: 10 for 10.000000001, 19.95, 60.02. */
export function plainMetres(metres: number): string {
  return String(Number(metres.toFixed(2)));
}

/** Names of devices, which Windows takes for no file, whatever ending follows (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;

function fileNamePart(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go.
  const safe = text.replace(/[<>:"/\\|?*\u0000-\u001f]/g, '_').replace(/[. ]+$/, '');
  return safe === '' ? '_' : safe.replace(DEVICE, '$1_');
}

/** Name of a folder that holds the files of one product. */
export function productFolderName(id: string): string {
  return fileNamePart(id).slice(0, 150);
}

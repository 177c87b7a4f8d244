import { windowGrid } from '../../core/grid.ts';
import { encodeByteTiff } from '../byte-tiff.ts';
import type { Chip } from '../chips.ts';
import { toStacCollection } from '../collection.ts';
import { LabelError } from '../documents.ts';
import { toStacItem } from '../item.ts';
import { CHIPS_FOLDER } from '../project.ts';
import type { ChipRasters } from '../rasters.ts';
import type { ExchangeFile, FoundLabels, ImportFiles } from './format.ts';
import { readByteRaster } from './tiff.ts';

/** A chip with all that its STAC item tells. */
export interface ItemChip extends ChipRasters {
  readonly chip: Chip;
}

const LABELS_PATH = /(?:^|\/)([^/]+)\/labels\.tiff?$/i;

/** A STAC 1.1 collection of items with the label extension; each has its labels and who said them as GeoTIFFs. */
export function writeStac(chips: readonly ItemChip[], name: string): ExchangeFile[] {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const collection = toStacCollection(
    name,
    chips.map(({ chip }) => chip),
  );
  return [
    { path: 'index.json', content: json(collection) },
    ...chips.flatMap(({ chip, labels, origin }) => {
      const grid = windowGrid(chip.productGrid, chip.window);
      const folder = `${CHIPS_FOLDER}/${chip.id}`;
      return [
        { path: `${folder}/item.json`, content: json(toStacItem(chip, name)) },
        { path: `${folder}/labels.tif`, content: encodeByteTiff(labels, grid) },
        { path: `${folder}/origin.tif`, content: encodeByteTiff(origin, grid) },
      ];
    }),
  ];
}

/** Reads `ID/labels.tif` of such a collection, or of a label project. @throws LabelError */
export async function readStac(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const found: FoundLabels[] = [];
  for (const [path, read] of files) {
    const name = LABELS_PATH.exec(path)?.[1];
    if (name === undefined) continue;
    const { width, height, values } = await readByteRaster(new Uint8Array(await read()), path, file);
    const wrong = Array.from(values).find((value) => value > 5);
    if (wrong !== undefined)
      throw new LabelError(`${path} holds a ${wrong}; labels are 0 to 5.`, {
        file,
        remedy: 'Choose a collection that was written by this program.',
      });
    found.push({ name, width, height, labels: Uint8Array.from(values) });
  }
  if (found.length === 0)
    throw new LabelError(`${file} holds no chips/NAME/labels.tif.`, {
      file,
      remedy: 'Choose the folder that holds index.json.',
    });
  return found;
}

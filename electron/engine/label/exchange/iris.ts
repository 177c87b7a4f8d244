import { decode, encode } from 'fast-png';
import { CLASS_LABELS, LABEL_CODES } from '../../core/class-codes.ts';
import { MASK_CLASSES } from '../../core/classes.ts';
import { LabelError } from '../documents.ts';
import type { ExchangeChip, ExchangeFile, FoundLabels, ImportFiles } from './format.ts';

const FOLDER = 'images';
const MASK = 'mask.png';

/**
 * A project of iris (https://github.com/ESA-PhiLab/iris): `NAME.json`, and for each chip a folder `images/ID` with its
 * picture and `mask.png`, whose values are the labels (encoding "integer").
 */
export function writeIris(chips: readonly ExchangeChip[], name: string): ExchangeFile[] {
  const largest = chips.reduce(
    (size, { width, height }) => [Math.max(size[0]!, width), Math.max(size[1]!, height)],
    [0, 0],
  );
  const project = {
    name,
    port: 5000,
    host: '127.0.0.1',
    images: { path: `${FOLDER}/{id}/picture.png`, shape: largest },
    classes: LABEL_CODES.map((code) => ({
      name: CLASS_LABELS[code],
      description: MASK_CLASSES.find((one) => one.code === code)?.name ?? 'Not to be trained on',
      colour: colourOf(code),
    })),
    views: { RGB: { description: 'True colour', type: 'image', data: ['$B1', '$B2', '$B3'] } },
    view_groups: { default: ['RGB'] },
    segmentation: { path: `${FOLDER}/{id}/${MASK}`, mask_encoding: 'integer', score: 'f1' },
  };
  return [
    { path: `${name.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.json`, content: JSON.stringify(project, null, 2) },
    ...chips.map(({ name: id, width, height, labels }) => ({
      path: `${FOLDER}/${id}/${MASK}`,
      content: encode({ width, height, data: labels, channels: 1 }),
    })),
  ];
}

function colourOf(code: number): number[] {
  const hex = MASK_CLASSES.find((one) => one.code === code)?.colour;
  const value = hex ? Number.parseInt(hex.slice(1), 16) : 0;
  return [value >> 16, (value >> 8) & 255, value & 255, hex ? 120 : 0];
}

/** Reads masks of an iris project whose encoding is "integer". @throws LabelError */
export async function readIris(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const found: FoundLabels[] = [];
  for (const [path, read] of files) {
    const id = /(?:^|\/)([^/]+)\/mask\.png$/.exec(path)?.[1];
    if (id === undefined) continue;
    const { width, height, data, channels } = decode(await read());
    if (channels !== 1)
      throw new LabelError(`${path} has ${channels} channels; masks of the encoding "integer" have one.`, {
        file,
        remedy: 'Set "mask_encoding": "integer" in the iris project, and save the masks again.',
      });
    const labels = Uint8Array.from(data);
    const wrong = labels.find((label) => label > Math.max(...LABEL_CODES));
    if (wrong !== undefined)
      throw new LabelError(`${path} holds a ${wrong}, which is no class of ours.`, {
        file,
        remedy: 'Use the classes of the exported project.',
      });
    found.push({ name: id, width, height, labels });
  }
  if (found.length === 0)
    throw new LabelError(`${file} holds no */mask.png.`, { file, remedy: 'Choose the folder of an iris project.' });
  return found;
}

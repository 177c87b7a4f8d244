import { decode, encode } from 'fast-png';
import { CLASS_LABELS, codeOfLabel, LABEL_CODES, type LabelCode, UNDEFINED } from '../../core/class-codes.ts';
import { MASK_CLASSES } from '../../core/classes.ts';
import { LabelError } from '../documents.ts';
import { baseName, type ExchangeChip, type ExchangeFile, type FoundLabels, type ImportFiles } from './format.ts';

const LABELMAP = 'labelmap.txt';
type Colour = readonly [number, number, number];

/** Colours of the classes; black is what is not labelled, as CVAT and Datumaro have it. */
const COLOURS: ReadonlyMap<LabelCode, Colour> = new Map(
  LABEL_CODES.map((code): [LabelCode, Colour] => {
    const hex = MASK_CLASSES.find((one) => one.code === code)?.colour;
    if (code === UNDEFINED) return [code, [0, 0, 0]];
    const value = hex ? Number.parseInt(hex.slice(1), 16) : 0xffffff;
    return [code, [value >> 16, (value >> 8) & 255, value & 255]];
  }),
);

/** "Segmentation mask 1.1": the layout of Pascal VOC, a PNG of colours for each chip. */
export function writeSegmentationMask(chips: readonly ExchangeChip[]): ExchangeFile[] {
  const lines = LABEL_CODES.map(
    (code) => `${code === UNDEFINED ? 'background' : CLASS_LABELS[code]}:${COLOURS.get(code)!.join(',')}::`,
  );
  return [
    { path: LABELMAP, content: `# label:color_rgb:parts:actions\n${lines.join('\n')}\n` },
    { path: 'ImageSets/Segmentation/default.txt', content: `${chips.map(({ name }) => name).join('\n')}\n` },
    ...chips.map(({ name, width, height, labels }) => {
      const data = new Uint8Array(3 * labels.length);
      for (const [i, label] of labels.entries()) data.set(COLOURS.get(label as LabelCode)!, 3 * i);
      return { path: `SegmentationClass/${name}.png`, content: encode({ width, height, data, channels: 3 }) };
    }),
  ];
}

/** Reads "Segmentation mask 1.1", with a palette or without. @throws LabelError */
export async function readSegmentationMask(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const map = [...files.keys()].find((path) => path.split('/').at(-1) === LABELMAP);
  if (map === undefined)
    throw new LabelError(`${file} holds no ${LABELMAP}.`, { file, remedy: 'Export "Segmentation mask 1.1".' });
  const codes = readLabelmap(Buffer.from(await files.get(map)!()).toString('utf8'), file);
  const masks = [...files].filter(([path]) => /(^|\/)SegmentationClass\/[^/]+\.png$/i.test(path));
  const found: FoundLabels[] = [];
  for (const [path, read] of masks) found.push(readMask(baseName(path), await read(), codes, file));
  return found;
}

function readLabelmap(text: string, file: string): ReadonlyMap<number, LabelCode> {
  const codes = new Map<number, LabelCode>();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [name = '', colour = ''] = line.split(':');
    const [r, g, b] = colour.split(',').map(Number) as [number, number, number];
    const code = codeOfLabel(name);
    if (code === null)
      throw new LabelError(`${LABELMAP} names the label "${name}", which is none of ours.`, {
        file,
        remedy: `Name the labels ${Object.values(CLASS_LABELS).join(', ')}.`,
      });
    codes.set((r << 16) | (g << 8) | b, code);
  }
  return codes;
}

function readMask(name: string, png: Uint8Array, codes: ReadonlyMap<number, LabelCode>, file: string): FoundLabels {
  const { width, height, data, channels, palette, depth } = decode(png);
  if (depth !== 8) throw new LabelError(`The mask ${name} has ${depth} bits per sample, not 8.`, { file });
  const labels = new Uint8Array(width * height);
  for (let i = 0; i < labels.length; i++) {
    const [r, g, b] = palette
      ? palette[data[i]!]!
      : [0, 1, 2].map((c) => data[i * channels + Math.min(c, channels - 1)]!);
    const code = codes.get((r! << 16) | (g! << 8) | b!);
    if (code === undefined)
      throw new LabelError(`The mask ${name} has the colour ${r}, ${g}, ${b}, which ${LABELMAP} does not name.`, {
        file,
        remedy: 'Export the masks again, with their label map.',
      });
    labels[i] = code;
  }
  return { name, width, height, labels };
}

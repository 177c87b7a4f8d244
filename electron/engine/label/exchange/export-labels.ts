import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import type { OnProgress } from '../../core/bytes.ts';
import { CLASS_LABELS, LABEL_CODES, UNDEFINED } from '../../core/class-codes.ts';
import { disk } from '../../core/disk.ts';
import { throwIfCancelled } from '../../core/errors.ts';
import { typed } from '../../core/shell-word.ts';
import type { Product } from '../../product/types.ts';
import type { RasterContext } from '../../raster/context.ts';
import { type Chip, readRasters } from '../chips.ts';
import { LabelError } from '../documents.ts';
import { drawChip } from '../picture.ts';
import { CHIPS_FOLDER, type LabelFolder } from '../project.ts';
import { writeZip } from './archive.ts';
import { exchangeName } from './format.ts';
import { canWrite, type ExchangeFormat } from './formats.ts';
import { writeNewFolder } from './new-folder.ts';
import type { ItemChip } from './stac.ts';

export interface ExportLabels {
  readonly project: LabelFolder;
  readonly chips: readonly Chip[];
  readonly format: ExchangeFormat;
  /** Must not be there yet. */
  readonly folder: string;
  readonly rasters: RasterContext;
  readonly withProduct: <T>(key: string, work: (product: Product) => Promise<T>) => Promise<T>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** True colour, stretched alike for all chips, so that a cloud looks like a cloud. */
const PICTURE = { bands: ['B04', 'B03', 'B02'], min: [0, 0, 0], max: [0.35, 0.35, 0.35], gamma: 1.4 } as const;

/**
 * Writes chips in a format, with a picture of each: the folder gets its name when it is whole.
 * @returns commands by which the files can be taken in elsewhere, where there are some
 * @throws LabelError where there is nothing to write, or the folder is there
 */
export async function exportLabels(options: ExportLabels): Promise<readonly string[]> {
  const { project, chips, format, folder, signal, onProgress } = options;
  requireWritable(options);
  await writeNewFolder(folder, async (part) => {
    const read: ItemChip[] = [];
    for (const [index, chip] of chips.entries()) {
      throwIfCancelled(signal);
      onProgress?.({ fraction: index / chips.length, stage: `Chip ${index + 1} of ${chips.length}` });
      read.push({ chip, ...(await readRasters(chip)) });
      await writePicture(chip, join(part, picturePath(format, chip)), options);
    }
    const files = filesOf(format, read, project.document.name);
    if (format.packed) await writeZip(join(part, 'annotations.zip'), files);
    else
      for (const { path, content } of files) {
        await mkdir(dirname(join(part, path)), { recursive: true });
        await disk.write(join(part, path), content);
      }
    if (format.packed) await disk.write(join(part, 'labels.json'), `${JSON.stringify(cvatLabels(format), null, 2)}\n`);
  });
  return format.packed ? cvatCommands(project.document.name, format, folder) : [];
}

/** @throws LabelError where there is nothing to write, or the format can only be read */
export function requireWritable({ project, chips, format }: Pick<ExportLabels, 'project' | 'chips' | 'format'>): void {
  if (!canWrite(format)) throw new LabelError(`${format.title} can be read, not written.`);
  if (chips.length === 0)
    throw new LabelError('The project has no chips to write.', { file: project.folder, remedy: 'Add chips first.' });
}

function filesOf({ write, writeItems }: ExchangeFormat, read: readonly ItemChip[], name: string) {
  if (writeItems) return writeItems(read, name);
  const plain = read.map(({ chip, labels }) => {
    const { width, height } = chip.window;
    return { name: exchangeName(chip), width, height, labels };
  });
  return write?.(plain, name) ?? [];
}

function picturePath({ id }: ExchangeFormat, chip: Chip): string {
  const name = exchangeName(chip);
  if (id === 'stac') return `${CHIPS_FOLDER}/${name}/picture.png`;
  return id === 'iris' ? `images/${name}/picture.png` : `images/${name}.png`;
}

async function writePicture(chip: Chip, path: string, { rasters, withProduct, signal }: ExportLabels): Promise<void> {
  const { width, height, rgba } = await withProduct(chip.product.key, (product) =>
    drawChip(product, chip, { ...PICTURE }, rasters, signal),
  );
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) data.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
  await mkdir(dirname(path), { recursive: true });
  await disk.write(path, encode({ width, height, data, channels: 3 }));
}

function cvatLabels({ id }: ExchangeFormat) {
  const type = id === 'cm-vsm' ? 'polygon' : 'mask';
  return LABEL_CODES.filter((code) => code !== UNDEFINED).map((code) => ({
    name: CLASS_LABELS[code],
    type,
    attributes: [],
  }));
}

/** Makes a task of the folder with the labels as its annotations (cvat-cli of cvat-sdk 2). */
function cvatCommands(name: string, { id }: ExchangeFormat, folder: string): string[] {
  const annotations = id === 'segmentation-mask' ? 'Segmentation mask 1.1' : 'CVAT 1.1';
  return [
    `cd ${typed(folder)}`,
    `cvat-cli --server-host HOST --auth USER task create ${typed(name)} local images/*.png --labels @labels.json --image_quality 100 --sorting-method predefined --annotation_path annotations.zip --annotation_format "${annotations}"`,
  ];
}

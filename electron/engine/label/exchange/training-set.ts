import { join } from 'node:path';
import type { BandId } from '../../core/bands.ts';
import { disk } from '../../core/disk.ts';
import { throwIfCancelled } from '../../core/errors.ts';
import { typed } from '../../core/shell-word.ts';
import { localSun } from '../../model/local-sun.ts';
import { bandCandidates } from '../../model/product-input.ts';
import type { Product } from '../../product/types.ts';
import { type Chip, readRasters } from '../chips.ts';
import { LabelError } from '../documents.ts';
import { originCode } from '../edits.ts';
import { extentOf } from '../extent.ts';
import { readChipBand } from '../picture.ts';
import type { ExportLabels } from './export-labels.ts';
import { writeNewFolder } from './new-folder.ts';

/** Bands that the networks know, in the order in which `models/training` has them. */
const BANDS = ['B01', 'B02', 'B03', 'B04', 'B8A|B08', 'B09', 'B10', 'B11', 'B12'] as const;

/**
 * Writes chips for `python -m models.training.pack.tune`: `chips.json` with where and when they are of, and for each chip
 * its reflectance (nine bands, float32, NaN where missing) and labels (0 not to be trained on, 1 to 4) as NumPy files. The
 * folder gets its name when it is whole.
 * @returns the commands that tune the network of each level on it
 * @throws LabelError where nothing is labelled, or the folder is there
 */
export async function exportTrainingSet(options: Omit<ExportLabels, 'format'>): Promise<readonly string[]> {
  const { chips, folder, signal, project, onProgress } = options;
  await writeNewFolder(folder, async (part) => {
    const list: unknown[] = [];
    const written: Chip[] = [];
    for (const [index, chip] of chips.entries()) {
      throwIfCancelled(signal);
      onProgress?.({ fraction: index / chips.length, stage: `Chip ${index + 1} of ${chips.length}` });
      const labels = await trainableLabels(chip);
      if (labels === null) continue;
      written.push(chip);
      list.push(
        await options.withProduct(chip.product.key, (product) => writeChip(product, chip, labels, { part, options })),
      );
    }
    if (list.length === 0)
      throw new LabelError('No pixel of this project has a label that could be learnt from.', {
        file: project.folder,
        remedy: 'Label some pixels, or accept chips.',
      });
    await disk.write(
      join(part, 'chips.json'),
      `${JSON.stringify({ project: project.document.name, scope: extentOf(written), chips: list }, null, 1)}\n`,
    );
  });
  return [
    'pip install -r models/training/requirements.txt',
    'python -m models.training.simulate.cache --out held-out --scenes 96 --seed 9001',
    ...[...new Set(project.document.products.map(({ level }) => level.toLowerCase()))].map(
      (level) =>
        `python -m models.training.pack.tune --project ${typed(folder)} --pack models/nephos-${level} --scenes held-out --out tuned-${level}`,
    ),
  ];
}

/** Labels 1 to 4 that may be learnt from, 0 elsewhere: all of an accepted chip, what people said of others. */
export async function trainableLabels(chip: Chip): Promise<Uint8Array | null> {
  if (chip.state === 'new') return null;
  const { labels, origin } = await readRasters(chip);
  const said = [originCode('person'), originCode('imported')];
  const counted = labels.map((label, i) => {
    const counts = chip.state === 'accepted' || said.includes(origin[i]!);
    return counts && label >= 1 && label <= 4 ? label : 0;
  });
  return counted.some((label) => label > 0) ? counted : null;
}

async function writeChip(
  product: Product,
  chip: Chip,
  labels: Uint8Array,
  { part, options }: { readonly part: string; readonly options: Omit<ExportLabels, 'format'> },
): Promise<Record<string, unknown>> {
  const { width, height, column, row } = chip.window;
  const { pixelMetres } = chip.productGrid;
  const planes = new Float32Array(BANDS.length * width * height).fill(Number.NaN);
  for (const [k, choice] of BANDS.entries()) {
    const band = bandCandidates(choice, pixelMetres).find(
      (one): one is BandId => (product.bands[one]?.length ?? 0) > 0,
    );
    if (band) planes.set(await readChipBand(product, band, chip, options.rasters, options.signal), k * width * height);
  }
  await disk.write(join(part, `${chip.id}.npy`), npy('<f4', [BANDS.length, height, width], Buffer.from(planes.buffer)));
  await disk.write(join(part, `${chip.id}.labels.npy`), npy('|u1', [height, width], labels));
  const sun = localSun(product.sun, (column + width / 2) * pixelMetres, (row + height / 2) * pixelMetres);
  return { id: chip.id, scene: chip.product.key, level: product.level, pixelMetres, sun };
}

/** A NumPy file, version 1.0, in C order (numpy.lib.format). */
function npy(type: string, shape: readonly number[], data: Uint8Array): Buffer {
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const padded = `${head.padEnd(Math.ceil((10 + head.length + 1) / 64) * 64 - 11)}\n`;
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  return Buffer.concat([prefix, Buffer.from(padded, 'latin1'), data]);
}

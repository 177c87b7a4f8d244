import { z } from 'zod';
import { CLASS_LABELS, codeOfLabel, LABEL_CODES, UNDEFINED } from '../../core/class-codes.ts';
import { LabelError } from '../documents.ts';
import { baseName, type ExchangeChip, type ExchangeFile, type FoundLabels, type ImportFiles } from './format.ts';
import { paintPolygon } from './polygons.ts';
import { boxOfLabel, fromCompressed, paintRuns, runLengths } from './rle.ts';

const WRITTEN = LABEL_CODES.filter((code) => code !== UNDEFINED);

/** COCO 1.0: a mask of each class as runs, column by column over the whole picture. */
export function writeCoco(chips: readonly ExchangeChip[]): ExchangeFile[] {
  const annotations = chips.flatMap(({ labels, width, height }, index) =>
    WRITTEN.flatMap((code) => {
      const box = boxOfLabel(labels, width, code);
      if (box === null) return [];
      const counts = runLengths((i) => labels[(i % height) * width + Math.floor(i / height)] === code, width * height);
      return [
        {
          image_id: index + 1,
          category_id: code,
          segmentation: { counts, size: [height, width] },
          area: labels.filter((label) => label === code).length,
          bbox: [box.left, box.top, box.width, box.height],
          iscrowd: 1,
        },
      ];
    }),
  );
  const content = {
    info: { description: 'Cloud labels of Sentinel-2 chips' },
    licenses: [],
    categories: WRITTEN.map((id) => ({ id, name: CLASS_LABELS[id], supercategory: '' })),
    images: chips.map(({ name, width, height }, index) => ({ id: index + 1, file_name: `${name}.png`, width, height })),
    annotations: annotations.map((annotation, index) => ({ id: index + 1, ...annotation })),
  };
  return [{ path: 'annotations/instances_default.json', content: JSON.stringify(content) }];
}

const size = z.number().int().min(1).max(32_768);
const cocoSchema = z.object({
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
  images: z.array(z.object({ id: z.number(), file_name: z.string(), width: size, height: size })),
  annotations: z.array(
    z.object({
      image_id: z.number(),
      category_id: z.number(),
      segmentation: z.union([
        z.array(z.array(z.number())),
        z.object({ counts: z.union([z.array(z.number()), z.string()]), size: z.tuple([size, size]) }),
      ]),
    }),
  ),
});

/** Reads COCO with polygons, runs, or compressed runs; later annotations over earlier ones. @throws LabelError */
export async function readCoco(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const path = [...files.keys()].find((name) => /instances_[^/]*\.json$/.test(name));
  if (path === undefined)
    throw new LabelError(`${file} holds no annotations/instances_*.json.`, { file, remedy: 'Export "COCO 1.0".' });
  const { categories, images, annotations } = parseJson(await files.get(path)!(), cocoSchema, path, file);
  const codes = new Map(categories.map(({ id, name }) => [id, requireCode(name, file)]));
  const found = new Map(
    images.map((image) => {
      const { width, height } = image;
      return [image.id, { name: baseName(image.file_name), width, height, labels: new Uint8Array(width * height) }];
    }),
  );
  for (const { image_id: id, category_id: category, segmentation } of annotations) {
    const image = found.get(id);
    const label = codes.get(category);
    if (!image || label === undefined)
      throw new LabelError(`An annotation names the image ${id} and the category ${category}; one is missing.`, {
        file,
      });
    const { width, height, labels } = image;
    if (Array.isArray(segmentation)) {
      for (const flat of segmentation)
        paintPolygon(
          labels,
          image,
          flat.flatMap((x, i) => (i % 2 === 0 ? [[x, flat[i + 1]!] as const] : [])),
          label,
        );
      continue;
    }
    if (segmentation.size[0] !== height || segmentation.size[1] !== width)
      throw new LabelError(
        `A mask of ${segmentation.size.join(' x ')} pixels is in an image of ${height} x ${width}.`,
        { file },
      );
    const { counts } = segmentation;
    paintRuns(typeof counts === 'string' ? fromCompressed(counts) : counts, width * height, file, (i) => {
      labels[(i % height) * width + Math.floor(i / height)] = label;
    });
  }
  return [...found.values()];
}

/** @throws LabelError for a label that is none of ours */
export function requireCode(name: string, file: string): number {
  const code = codeOfLabel(name);
  if (code !== null) return code;
  throw new LabelError(`The label "${name}" is none of ours.`, {
    file,
    remedy: `Name the labels ${WRITTEN.map((one) => CLASS_LABELS[one]).join(', ')}.`,
  });
}

/** @throws LabelError that names the place that is wrong */
export function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>, path: string, file: string): T {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new LabelError(`${path} is no JSON.`, { file, remedy: 'Export the annotations again.', cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new LabelError(`${path} is wrong at ${issue?.path.join('.')}: ${issue?.message}.`, {
    file,
    remedy: 'Export the annotations again.',
  });
}

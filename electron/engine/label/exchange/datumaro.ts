import { z } from 'zod';
import { LabelError } from '../documents.ts';
import { parseJson, requireCode } from './coco.ts';
import { baseName, type FoundLabels, type ImportFiles } from './format.ts';
import { paintPolygon } from './polygons.ts';
import { fromCompressed, paintRuns } from './rle.ts';

const extent = z.number().int().min(1).max(32_768);
const annotationSchema = z.looseObject({
  type: z.string(),
  label_id: z.number().int().nullish(),
  z_order: z.number().default(0),
  /** Annotations of one thing share it; 0 where there are no others. */
  group: z.number().default(0),
  /** Left, top, width, height. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  rle: z.object({ counts: z.string(), size: z.tuple([extent, extent]) }).optional(),
  points: z.array(z.number()).optional(),
});
const datumaroSchema = z.object({
  categories: z.object({ label: z.object({ labels: z.array(z.object({ name: z.string() })) }) }),
  items: z.array(
    z.object({
      id: z.string(),
      annotations: z.array(annotationSchema),
      image: z.looseObject({ size: z.tuple([extent, extent]).optional() }).optional(),
    }),
  ),
});

/** Reads Datumaro 1.0: masks as compressed runs, column by column, and polygons; higher z-order over lower. @throws LabelError */
export async function readDatumaro(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const path = [...files.keys()].find(
    (name) => /(^|\/)annotations\/[^/]+\.json$/.test(name) && !name.includes('instances_'),
  );
  if (path === undefined)
    throw new LabelError(`${file} holds no annotations/*.json.`, { file, remedy: 'Export "Datumaro 1.0".' });
  const { categories, items } = parseJson(await files.get(path)!(), datumaroSchema, path, file);
  const names = categories.label.labels.map(({ name }) => name);
  return items.map(({ id, annotations, image }) => {
    const [height, width] = image?.size ?? annotations.find(({ rle }) => rle)?.rle?.size ?? [0, 0];
    if (width === 0)
      throw new LabelError(`The item ${id} has no size.`, { file, remedy: 'Export the annotations with images.' });
    const labels = new Uint8Array(width * height);
    const outlined = new Set(annotations.flatMap(({ type, group }) => (type === 'bbox' ? [] : [group])));
    for (const annotation of [...annotations].sort((a, b) => a.z_order - b.z_order)) {
      const { type, label_id: index, rle, points } = annotation;
      if (type === 'label' || index == null) continue;
      // COCO's boxes go with their masks.
      if (type === 'bbox' && annotation.group !== 0 && outlined.has(annotation.group)) continue;
      const label = requireCode(names[index] ?? String(index), file);
      if (type === 'mask' && rle) {
        if (rle.size[0] !== height || rle.size[1] !== width)
          throw new LabelError(`A mask of the item ${id} has another size than its image.`, {
            file,
            remedy: 'Annotate the images in the size in which they were exported.',
          });
        paintRuns(fromCompressed(rle.counts), width * height, file, (i) => {
          labels[(i % height) * width + Math.floor(i / height)] = label;
        });
      } else if (type === 'polygon' && points)
        paintPolygon(
          labels,
          { width, height },
          points.flatMap((x, i) => (i % 2 === 0 ? [[x, points[i + 1]!] as const] : [])),
          label,
        );
      else if (type === 'bbox' && annotation.bbox) {
        const [x, y, w, h] = annotation.bbox;
        paintPolygon(
          labels,
          { width, height },
          [
            [x, y],
            [x + w, y],
            [x + w, y + h],
            [x, y + h],
          ],
          label,
        );
      } else
        throw new LabelError(`The item ${id} has an annotation of the type "${type}".`, {
          file,
          remedy: 'Use masks, polygons and boxes.',
        });
    }
    return { name: baseName(id), width, height, labels };
  });
}

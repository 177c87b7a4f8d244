import { readFile } from 'node:fs/promises';
import { LABEL_ORIGINS } from '../contract/label-chips.ts';
import { LABEL_CODES } from '../core/class-codes.ts';
import { memorySource } from '../product/byte-source.ts';
import { openGeoTiff } from '../product/geotiff-source.ts';
import { LabelError } from './documents.ts';

/** The pixels of a chip, row by row: labels 0 to 5, and who said each (index into `LABEL_ORIGINS`). */
export interface ChipRasters {
  readonly labels: Uint8Array;
  readonly origin: Uint8Array;
}

const MOST_LABEL = Math.max(...LABEL_CODES);
const MOST_ORIGIN = LABEL_ORIGINS.length - 1;

/**
 * Reads a raster of bytes that must have the size of a grid; another program may have written it.
 * @throws LabelError that names the file: unreadable, another size
 */
export async function readByteTiff(
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const refuse = (why: string, cause: unknown): LabelError =>
    new LabelError(`${path} cannot be read (${why}).`, {
      file: path,
      remedy: 'Take the file from a backup, or remove the folder of the chip and make it anew.',
      cause,
    });
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw refuse(cause.code ?? cause.message, cause);
  });
  const tiff = await openGeoTiff(memorySource(path, new Uint8Array(bytes))).catch((cause: unknown) => {
    throw refuse('it is no TIFF', cause);
  });
  const image = await tiff.getImage();
  if (image.getWidth() !== width || image.getHeight() !== height)
    throw new LabelError(
      `${path} has ${image.getWidth()} x ${image.getHeight()} pixels; its chip has ${width} x ${height}.`,
      { file: path, remedy: 'Write it again with the size of its chip.' },
    );
  const [plane] = (await image.readRasters({ samples: [0] }).catch((cause: unknown) => {
    throw refuse('a part of it is damaged', cause);
  })) as unknown as ArrayLike<number>[];
  return Uint8Array.from(plane!);
}

/** @throws LabelError where a value is no label or no origin, or a raster has another size */
export function checkRasters({ labels, origin }: ChipRasters, pixels: number, file?: string): void {
  const details = {
    ...(file === undefined ? {} : { file }),
    remedy: 'Labels are 0 (undefined), 1 (clear), 2 (shadow), 3 (semi-transparent), 4 (cloud) and 5 (missing).',
  };
  for (const [name, values, most] of [
    ['labels', labels, MOST_LABEL],
    ['origins', origin, MOST_ORIGIN],
  ] as const) {
    if (values.length !== pixels)
      throw new LabelError(`There are ${values.length} ${name} for a chip of ${pixels} pixels.`, details);
    const wrong = values.find((value) => value > most);
    if (wrong !== undefined)
      throw new LabelError(`The ${name} hold a ${wrong}; the highest that means something is ${most}.`, details);
  }
}

/** Pixels by value, from 0 to `most`. */
export function countValues(values: Uint8Array, most: number): number[] {
  const counts = new Array<number>(most + 1).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}

/** Pixels of each label, index = label. */
export function countLabels(labels: Uint8Array): number[] {
  return countValues(labels, MOST_LABEL);
}

/** Pixels of each origin, index = its code. */
export function countOrigins(origin: Uint8Array): number[] {
  return countValues(origin, MOST_ORIGIN);
}

import { LabelError } from '../documents.ts';
import { readCloudsen12 } from './cloudsen12.ts';
import { readCoco, writeCoco } from './coco.ts';
import { readCvatImages, writeCvatImages } from './cvat-images.ts';
import { readDatumaro } from './datumaro.ts';
import type { ExchangeChip, ExchangeFile, FoundLabels, ImportFiles } from './format.ts';
import { readIris, writeIris } from './iris.ts';
import { readKappaset } from './kappaset.ts';
import { readSegmentationMask, writeSegmentationMask } from './segmentation-mask.ts';
import { type ItemChip, readStac, writeStac } from './stac.ts';

/** A format in which labels go out, or come in, or both. */
export interface ExchangeFormat {
  readonly id: string;
  readonly title: string;
  readonly write?: (chips: readonly ExchangeChip[], name: string) => readonly ExchangeFile[];
  /** As `write`, for a format that tells where chips lie. */
  readonly writeItems?: (chips: readonly ItemChip[], name: string) => readonly ExchangeFile[];
  /** The annotations are packed as `annotations.zip`, beside the pictures. */
  readonly packed?: boolean;
  readonly read?: (files: ImportFiles, file: string) => Promise<readonly FoundLabels[]>;
}

/** All formats; the command line and the window offer them in this order. */
export const EXCHANGE_FORMATS: readonly ExchangeFormat[] = [
  {
    id: 'cvat',
    title: 'CVAT for images 1.1',
    packed: true,
    write: (chips, name) => writeCvatImages(chips, name, 'masks'),
    read: readCvatImages,
  },
  {
    id: 'cm-vsm',
    title: 'CVAT polygons, holes cut open (cm-vsm)',
    packed: true,
    write: (chips, name) => writeCvatImages(chips, name, 'polygons'),
    read: readCvatImages,
  },
  {
    id: 'segmentation-mask',
    title: 'Segmentation mask 1.1',
    packed: true,
    write: writeSegmentationMask,
    read: readSegmentationMask,
  },
  { id: 'coco', title: 'COCO 1.0', write: writeCoco, read: readCoco },
  { id: 'iris', title: 'iris project', write: writeIris, read: readIris },
  { id: 'stac', title: 'STAC collection, label extension', writeItems: writeStac, read: readStac },
  { id: 'datumaro', title: 'Datumaro 1.0', read: readDatumaro },
  { id: 'kappaset', title: 'KappaSet (.nc)', read: readKappaset },
  { id: 'cloudsen12', title: 'CloudSEN12 chips', read: readCloudsen12 },
];

/** Whether labels can be written in a format. */
export function canWrite({ write, writeItems }: ExchangeFormat): boolean {
  return write !== undefined || writeItems !== undefined;
}

/** @throws LabelError that lists the formats there are */
export function exchangeFormat(id: string): ExchangeFormat {
  const format = EXCHANGE_FORMATS.find((one) => one.id === id);
  if (format) return format;
  throw new LabelError(`There is no format "${id}".`, {
    remedy: `Choose one of ${EXCHANGE_FORMATS.map((one) => one.id).join(', ')}.`,
  });
}

import { XMLParser } from 'fast-xml-parser';
import { CLASS_LABELS, codeOfLabel, LABEL_CODES, type LabelCode, UNDEFINED } from '../../core/class-codes.ts';
import { MASK_CLASSES } from '../../core/classes.ts';
import { toXml, type XmlElement } from '../../export/xml.ts';
import { LabelError } from '../documents.ts';
import { baseName, type ExchangeChip, type ExchangeFile, type FoundLabels, type ImportFiles } from './format.ts';
import { openPolygons, paintPolygon } from './polygons.ts';
import { boxOfLabel, paintRuns, runLengths } from './rle.ts';

const ANNOTATIONS = 'annotations.xml';
const WRITTEN = LABEL_CODES.filter((code) => code !== UNDEFINED);

/** `masks` keeps every pixel; `polygons` is for tools that know no masks. */
export type CvatShapes = 'masks' | 'polygons';

/**
 * "CVAT for images 1.1": masks as runs of pixels row by row inside of their box, beginning with zeros, or polygons with
 * their holes cut open. Pixels that are not labelled are in no shape.
 */
export function writeCvatImages(chips: readonly ExchangeChip[], task: string, shapes: CvatShapes): ExchangeFile[] {
  const label = WRITTEN.map((code) => ({
    name: CLASS_LABELS[code],
    color: colourOf(code),
    type: shapes === 'masks' ? 'mask' : 'polygon',
    attributes: '',
  }));
  const image = chips.map((chip, id) => ({
    '@id': id,
    '@name': `${chip.name}.png`,
    '@width': chip.width,
    '@height': chip.height,
    ...(shapes === 'masks' ? { mask: masksOf(chip) } : { polygon: polygonsOf(chip) }),
  }));
  const about = { id: 1, name: task, size: chips.length, mode: 'annotation', overlap: 0, z_order: 'True' };
  const annotations = { version: '1.1', meta: { task: { ...about, labels: { label } } }, image };
  return [{ path: ANNOTATIONS, content: `<?xml version="1.0" encoding="utf-8"?>\n${toXml({ annotations })}` }];
}

const drawn = (code: LabelCode) => ({ '@label': CLASS_LABELS[code], '@source': 'manual', '@occluded': '0' });

function polygonsOf({ labels, width, height }: ExchangeChip): XmlElement[] {
  return openPolygons(labels, width, height).map(({ code, points }) => ({
    ...drawn(code),
    '@points': points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(';'),
    '@z_order': '0',
  }));
}

function masksOf({ labels, width }: ExchangeChip): XmlElement[] {
  return WRITTEN.flatMap((code) => {
    const box = boxOfLabel(labels, width, code);
    if (box === null) return [];
    const at = (i: number) => (box.top + Math.floor(i / box.width)) * width + box.left + (i % box.width);
    const runs = runLengths((i) => labels[at(i)] === code, box.width * box.height);
    const place = { '@left': box.left, '@top': box.top, '@width': box.width, '@height': box.height };
    return [{ ...drawn(code), '@rle': runs.join(', '), ...place, '@z_order': '0' }];
  });
}

function colourOf(code: number): string {
  return MASK_CLASSES.find((one) => one.code === code)?.colour ?? '#FFFFFF';
}

interface Shape {
  readonly kind: 'mask' | 'polygon' | 'box';
  readonly attributes: Readonly<Record<string, string>>;
  readonly order: number;
}

/** Reads "CVAT for images 1.1" of any age: masks, polygons and boxes, higher z-order over lower. @throws LabelError */
export async function readCvatImages(files: ImportFiles, file: string): Promise<FoundLabels[]> {
  const path =
    [...files.keys()].find((name) => name.split('/').at(-1) === ANNOTATIONS) ??
    [...files.keys()].find((name) => name.endsWith('.xml'));
  if (path === undefined)
    throw new LabelError(`${file} holds no ${ANNOTATIONS}.`, { file, remedy: 'Export "CVAT for images 1.1".' });
  const text = Buffer.from(await files.get(path)!()).toString('utf8');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    preserveOrder: true,
    processEntities: true,
  });
  const root = (parser.parse(text) as Node[]).find((node) => 'annotations' in node)?.annotations as Node[] | undefined;
  if (!root)
    throw new LabelError(`${path} is no CVAT file: it has no "annotations".`, {
      file,
      remedy: 'Export "CVAT for images 1.1".',
    });
  return root.filter((node) => 'image' in node).map((node) => readImage(node, file));
}

type Node = Record<string, unknown> & { readonly ':@'?: Record<string, string> };

function readImage(node: Node, file: string): FoundLabels {
  const { name = '', width: w, height: h } = node[':@'] ?? {};
  const [width, height] = [Number(w), Number(h)];
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && width * height < 1e9))
    throw new LabelError(`The image ${name} has no size.`, { file, remedy: 'Export the annotations again.' });
  const shapes = (node.image as Node[]).flatMap((shape, index): Shape[] => {
    const kind = (['mask', 'polygon', 'box'] as const).find((one) => one in shape);
    const attributes = shape[':@'] ?? {};
    return kind ? [{ kind, attributes, order: Number(attributes.z_order ?? 0) * 1e6 + index }] : [];
  });
  const labels = new Uint8Array(width * height);
  for (const { kind, attributes } of shapes.sort((a, b) => a.order - b.order)) {
    const label = codeOfLabel(attributes.label ?? '');
    if (label === null)
      throw new LabelError(`The image ${name} has the label "${attributes.label}", which is none of ours.`, {
        file,
        remedy: `Name the labels ${WRITTEN.map((code) => CLASS_LABELS[code]).join(', ')}.`,
      });
    if (kind === 'mask') paintMask({ labels, width, height }, attributes, label, file);
    else paintPolygon(labels, { width, height }, pointsOf(kind, attributes), label);
  }
  return { name: baseName(name), width, height, labels };
}

function pointsOf(kind: 'polygon' | 'box', a: Readonly<Record<string, string>>): (readonly [number, number])[] {
  if (kind === 'box') {
    const [left, top, right, bottom] = [a.xtl, a.ytl, a.xbr, a.ybr].map(Number) as [number, number, number, number];
    return [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ];
  }
  return (a.points ?? '').split(';').map((pair) => pair.split(',').map(Number) as [number, number]);
}

function paintMask(
  { labels, width, height }: Pick<FoundLabels, 'labels' | 'width' | 'height'>,
  attributes: Readonly<Record<string, string>>,
  label: number,
  file: string,
): void {
  const [left, top, w, h] = ['left', 'top', 'width', 'height'].map((key) => Number(attributes[key])) as [
    number,
    number,
    number,
    number,
  ];
  const fits =
    [left, top, w, h].every(Number.isInteger) && left >= 0 && top >= 0 && left + w <= width && top + h <= height;
  if (!fits)
    throw new LabelError(`A mask's box reaches beyond its image of ${width} x ${height} pixels.`, {
      file,
      remedy: 'Export the annotations again.',
    });
  const runs = (attributes.rle ?? '').split(',').map(Number);
  paintRuns(runs, w * h, file, (i) => {
    labels[(top + Math.floor(i / w)) * width + left + (i % w)] = label;
  });
}

import type { Window } from '../core/grid.ts';
import { delimited, fields, integers, message, messages, text, varintField } from './onnx-wire.ts';

// What lies around the wanted part of a tile is there for a network's coarse layers, which see far. Its finest ones see a
// dozen pixels, and take half of its time: they are given that much and no more, and give the same to the bit.

/** How the finest layers of a network may be given less than it was given. */
export interface OnnxCrop {
  /** Windows begin and end at multiples of this many pixels of the network's input. */
  readonly step: number;
  /** Pixels around what is wanted, from a multiple of `step` on, which it depends on. */
  readonly reach: number;
  /** Of the tensors that are cut: pixels along a side of each place. */
  readonly strides: readonly number[];
}

interface Node {
  readonly type: string;
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly string[];
  readonly attribute: (name: string) => readonly number[];
}

/** Operations that look at one place of each of their inputs. */
const POINTWISE = new Set([
  'Add',
  'Concat',
  'Div',
  'Exp',
  'Max',
  'Relu',
  'Split',
  'Sub',
  'QuantizeLinear',
  'DequantizeLinear',
]);
const INT64 = 7;
/** Operator set since which a slice takes its edges as inputs. */
const SLICE_TAKES_INPUTS = 10;
/** Takes the place of the first letter in the names of tensors that are cut. */
const MARK = '~'.charCodeAt(0);
const PREFIX = 'crop';

/**
 * A network whose finest layers, those from its last transposed convolution but one on, take what {@link cropInputs} say of the
 * tensors before them. Names of these are changed where the layers take them, else nothing of the file; the cutting is in a
 * second piece of the graph, appended as by `withFeatureOutput`. Field numbers: onnx.proto.
 * @returns null where there are no such layers, or of kinds of which it is not known how far they see
 */
export function withCrop(bytes: Uint8Array): { readonly model: Uint8Array; readonly crop: OnnxCrop } | null {
  const graph = message(bytes, 7);
  const [opset] = [...messages(bytes, 8)].filter((one) => text(one, 1) === '').flatMap((one) => integers(one, 2));
  if (graph === null || opset === undefined || opset < SLICE_TAKES_INPUTS) return null;
  const nodes = [...messages(graph, 1)].map(readNode);
  const output = text(message(graph, 12) ?? graph, 1);
  const first = nodes.filter(({ type }) => type === 'ConvTranspose').at(-2);
  if (!first) return null;
  const fine = descendants(nodes, first);
  const sight = sightOf(fine, output);
  if (sight === null) return null;
  const made = new Set(fine.flatMap(({ outputs }) => outputs));
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const numbers = new Set([...messages(graph, 5)].map((tensor) => text(tensor, 8)));
  const isConstant = (name: string): boolean => {
    const producer = producers.get(name);
    if (!producer) return numbers.has(name);
    if (producer.type === 'Constant') return true;
    return producer.type === 'DequantizeLinear' && isConstant(nameOf(producer.inputs[0]!));
  };
  const cut = new Map<string, number>();
  const model = new Uint8Array(bytes);
  for (const { inputs } of fine)
    for (const input of inputs) {
      const name = nameOf(input);
      const seen = sight.get(name);
      if (made.has(name) || !seen || isConstant(name)) continue;
      cut.set(name, seen.stride);
      model[input.byteOffset - bytes.byteOffset] = MARK;
    }
  if (cut.size === 0) return null;
  const strides = [...new Set(cut.values())];
  const step = Math.max(...strides);
  const reach = Math.max(...[...cut.keys()].map((name) => sight.get(name)!.reach * sight.get(name)!.stride));
  const pieces = [
    ...strides.flatMap((stride) => ['starts', 'ends'].map((edge) => placesInput(`${PREFIX}.${stride}.${edge}`))),
    axesTensor(),
    ...[...cut].flatMap(([name, stride]) => slice(name, stride, producers.get(name))),
  ];
  const added = delimited(7, joined(pieces));
  return { model: joined([model, added]), crop: { step, reach: Math.ceil(reach / step) * step, strides } };
}

/** What of a network's input its finest layers are to be given for a part of it. */
export function cropWindow(
  { step, reach }: OnnxCrop,
  part: Window,
  size: { readonly width: number; readonly height: number },
): Window {
  const along = (first: number, length: number, all: number) => {
    const from = Math.max(0, Math.floor(first / step) * step - reach);
    const end = Math.min(all, Math.ceil((first + length) / step) * step + reach);
    return [from, end - from] as const;
  };
  const [column, width] = along(part.column, part.width, size.width);
  const [row, height] = along(part.row, part.height, size.height);
  return { column, row, width, height };
}

/** The further inputs for a window, by their names: rows, then columns. */
export function cropInputs({ strides }: OnnxCrop, { column, row, width, height }: Window): Map<string, BigInt64Array> {
  const places = (stride: number, ...pixels: number[]) => BigInt64Array.from(pixels, (pixel) => BigInt(pixel / stride));
  return new Map(
    strides.flatMap((stride) => [
      [`${PREFIX}.${stride}.starts`, places(stride, row, column)] as const,
      [`${PREFIX}.${stride}.ends`, places(stride, row + height, column + width)] as const,
    ]),
  );
}

/** Whether an input is one of those that were added. */
export function isCropInput(name: string): boolean {
  return name.startsWith(`${PREFIX}.`);
}

function readNode(bytes: Uint8Array): Node {
  const attributes = new Map([...messages(bytes, 5)].map((one) => [text(one, 1), one] as const));
  return {
    type: text(bytes, 4),
    inputs: [...messages(bytes, 1)],
    outputs: [...messages(bytes, 2)].map(nameOf),
    attribute: (name) => {
      const found = attributes.get(name);
      if (!found) return [];
      const single = [...fields(found)].find(({ number }) => number === 3);
      return single ? [single.value] : integers(found, 8);
    },
  };
}

function nameOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Nodes that depend on one of them, which comes first; nodes stand in their order in a file. */
function descendants(nodes: readonly Node[], first: Node): Node[] {
  const made = new Set<string>();
  return nodes.filter((node) => {
    if (node !== first && !node.inputs.some((input) => made.has(nameOf(input)))) return false;
    for (const name of node.outputs) made.add(name);
    return true;
  });
}

interface Sight {
  /** Places beyond the edge of what is wanted. */
  readonly reach: number;
  /** Pixels along a side of a place. */
  readonly stride: number;
}

/** How far an output depends on each tensor, edges of what is wanted being multiples of all strides; null where that is not known. */
function sightOf(nodes: readonly Node[], output: string): Map<string, Sight> | null {
  const sight = new Map<string, Sight>([[output, { reach: 0, stride: 1 }]]);
  for (const node of nodes.toReversed()) {
    const wanted = node.outputs.map((name) => sight.get(name)).filter((one) => one !== undefined);
    if (wanted.length === 0) continue;
    const before = sightBefore(node, {
      reach: Math.max(...wanted.map(({ reach }) => reach)),
      stride: wanted[0]!.stride,
    });
    if (before === null || wanted.some(({ stride }) => stride !== wanted[0]!.stride)) return null;
    for (const input of POINTWISE.has(node.type) ? node.inputs : node.inputs.slice(0, 1)) {
      const name = nameOf(input);
      const known = sight.get(name);
      if (known && known.stride !== before.stride) return null;
      sight.set(name, { ...before, reach: Math.max(before.reach, known?.reach ?? 0) });
    }
  }
  return sight;
}

function sightBefore({ type, attribute }: Node, { reach, stride }: Sight): Sight | null {
  if (POINTWISE.has(type)) return (attribute('axis')[0] ?? 1) <= 1 ? { reach, stride } : null;
  const [kernel = 0] = attribute('kernel_shape');
  const [pad = 0] = attribute('pads');
  const [scale = 1] = attribute('strides');
  const [dilation = 1] = attribute('dilations');
  const isAlike = ['kernel_shape', 'pads', 'strides', 'dilations'].every((name) => new Set(attribute(name)).size <= 1);
  const isOdd = attribute('output_padding').some((added) => added !== 0) || attribute('output_shape').length > 0;
  if (!isAlike || isOdd) return null;
  if (type === 'Conv' && scale === 1 && 2 * pad === dilation * (kernel - 1)) return { reach: reach + pad, stride };
  if (type !== 'ConvTranspose' || dilation !== 1 || kernel !== scale + 2 * pad) return null;
  return { reach: Math.floor((reach + scale + pad - 1) / scale), stride: stride * scale };
}

/** Two places along the axes of rows and columns. */
function placesInput(name: string): Uint8Array {
  const shape = delimited(2, delimited(1, varintField(1, 2)));
  const type = delimited(2, delimited(1, joined([varintField(1, INT64), shape])));
  return delimited(11, joined([named(1, name), type]));
}

function axesTensor(): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.of(2n, 3n).buffer);
  return delimited(
    5,
    joined([varintField(1, 2), varintField(2, INT64), named(8, `${PREFIX}.axes`), delimited(9, raw)]),
  );
}

/** Cuts a tensor, where it is dequantised its 8-bit numbers, under its name with the first letter marked. */
function slice(name: string, stride: number, producer: Node | undefined): Uint8Array[] {
  const isQuantised = producer?.type === 'DequantizeLinear';
  const source = isQuantised ? nameOf(producer.inputs[0]!) : name;
  const edges = ['starts', 'ends'].map((edge) => `${PREFIX}.${stride}.${edge}`);
  const cut = node('Slice', [source, ...edges, `${PREFIX}.axes`], marked(source));
  if (!isQuantised) return [cut];
  return [cut, node('DequantizeLinear', [marked(source), ...producer.inputs.slice(1).map(nameOf)], marked(name))];
}

function marked(name: string): string {
  return String.fromCharCode(MARK) + name.slice(1);
}

function node(type: string, inputs: readonly string[], output: string): Uint8Array {
  const parts = [...inputs.map((name) => named(1, name)), named(2, output), named(3, output), named(4, type)];
  return delimited(1, joined(parts));
}

function named(number: number, name: string): Uint8Array {
  return delimited(number, new TextEncoder().encode(name));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

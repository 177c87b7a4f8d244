import { ModelPackError } from '../core/errors.ts';
import { delimited, fields, integers, message, messages, text, varintField } from './onnx-wire.ts';

/** The last convolution of a network: what it takes (features) and the numbers that make logits of them. */
export interface OnnxHead {
  /** Name of the tensor that it takes. */
  readonly features: string;
  /** Channels of it, and output classes. */
  readonly channels: number;
  readonly classes: number;
  /** Pixels of the output along an axis for each one of the features: the stride of a transposed convolution. */
  readonly scale: number;
  readonly weight: HeadTensor;
  readonly bias: HeadTensor;
  /** Places in `weight` that multiply feature c at its own place for class k: `taps[c * classes + k]`. */
  readonly taps: readonly (readonly number[])[];
}

/** Float values in the file, and where they begin. */
export interface HeadTensor {
  readonly values: Float32Array;
  readonly byteOffset: number;
}

const FLOAT = 1;
const TENSOR_TYPE = 1;

/**
 * Finds the last Conv or ConvTranspose of a graph. Field numbers: onnx.proto.
 * @throws ModelPackError where there is none of a kind whose numbers can be changed: weights of another type than float,
 *   a transposed convolution whose windows do not lie evenly around their pixels, more groups than one.
 */
export function findHead(bytes: Uint8Array, file: string): OnnxHead {
  const refuse = (reason: string): never => {
    throw new ModelPackError(`The last layer of ${file} cannot be adapted: ${reason}.`, {
      file,
      remedy: 'Choose another network: those that come with the program can be adapted.',
    });
  };
  try {
    const graph = message(bytes, 7) ?? refuse('it has no graph');
    const node = [...messages(graph, 1)].filter((one) => ['Conv', 'ConvTranspose'].includes(text(one, 4))).at(-1);
    if (!node) return refuse('it has no convolution');
    const [features, weightName, biasName] = [...messages(node, 1)].map((name) => new TextDecoder().decode(name));
    const isTransposed = text(node, 4) === 'ConvTranspose';
    const attributes = new Map([...messages(node, 5)].map((one) => [text(one, 1), one] as const));
    const attribute = (name: string): number[] => {
      const found = attributes.get(name);
      return found ? integers(found, 8) : [];
    };
    if (!features || !weightName || !biasName) return refuse('it has no bias');
    const group = attributes.get('group');
    if (group && [...fields(group)].some(({ number, value }) => number === 3 && value > 1)) refuse('it has groups');
    const tensors = [...messages(graph, 5)];
    const find = (name: string): Uint8Array =>
      tensors.find((tensor) => text(tensor, 8) === name) ?? refuse(`its numbers "${name}" are not in the file as such`);
    const dims = integers(find(weightName), 1);
    const [height, width] = [dims[2] ?? 0, dims[3] ?? 0];
    const strides = attribute('strides');
    const scale = isTransposed ? (strides[0] ?? 1) : 1;
    if (dims.length !== 4 || height !== width) refuse(`its weights have the shape [${dims.join(', ')}]`);
    if (strides.some((stride) => stride !== scale)) refuse(`its strides are ${strides.join(' and ')}`);
    if (attribute('dilations').some((dilation) => dilation !== 1)) refuse('it is dilated');
    const pads = attribute('pads');
    const pad = isTransposed ? (pads[0] ?? 0) : (height - 1) / 2;
    if (isTransposed ? height !== scale + 2 * pad || pads.some((one) => one !== pad) : height % 2 === 0)
      refuse(`its windows of ${height} x ${width} pixels do not lie evenly around theirs`);
    const [channels, classes] = isTransposed ? [dims[0]!, dims[1]!] : [dims[1]!, dims[0]!];
    const weight = floats(find(weightName), bytes) ?? refuse('its weights are not plain floating point numbers');
    const bias = floats(find(biasName), bytes) ?? refuse('its biases are not plain floating point numbers');
    return {
      features,
      channels,
      classes,
      scale,
      weight,
      bias,
      taps: tapsOf(channels, classes, height, pad, isTransposed),
    };
  } catch (cause) {
    if (cause instanceof RangeError) return refuse(cause.message);
    throw cause;
  }
}

/** The taps of a filter of `side` x `side` that are not `pad` from its border: those that stay at a feature's own place. */
function tapsOf(channels: number, classes: number, side: number, pad: number, isTransposed: boolean): number[][] {
  const area = side * side;
  const inner = (tap: number): boolean => tap >= pad && tap < side - pad;
  const own = Array.from({ length: area }, (_, tap) => tap).filter(
    (tap) => inner(Math.floor(tap / side)) && inner(tap % side),
  );
  return Array.from({ length: channels * classes }, (_, index) => {
    const channel = Math.floor(index / classes);
    const k = index % classes;
    const first = (isTransposed ? channel * classes + k : k * channels + channel) * area;
    return own.map((tap) => first + tap);
  });
}

/** Raw little-endian floats of a tensor; null where they are stored otherwise. */
function floats(tensor: Uint8Array, file: Uint8Array): HeadTensor | null {
  const type = [...fields(tensor)].find(({ number }) => number === 2)?.value;
  const raw = message(tensor, 9);
  if (type !== FLOAT || raw === null || raw.length % 4 !== 0 || raw.length === 0) return null;
  return { values: new Float32Array(new Uint8Array(raw).buffer), byteOffset: raw.byteOffset - file.byteOffset };
}

/** What is added to a head: logits of class k become logits + the sum over c of feature c * weights[c * 4 + k] + shift[k]. */
export interface HeadChange {
  readonly weights: readonly number[];
  readonly shift: readonly number[];
}

/** The file with a change folded into its head. Nothing else of it differs by a byte. */
export function foldHead(bytes: Uint8Array, head: OnnxHead, change: HeadChange): Uint8Array {
  const { channels, classes, weight, bias, taps } = head;
  if (change.weights.length !== channels * classes || change.shift.length !== classes)
    throw new RangeError(`A change of ${change.weights.length} numbers does not fit ${channels} channels.`);
  const folded = new Uint8Array(bytes);
  const view = new DataView(folded.buffer);
  change.weights.forEach((added, index) => {
    for (const tap of taps[index]!) view.setFloat32(weight.byteOffset + 4 * tap, weight.values[tap]! + added, true);
  });
  change.shift.forEach((added, k) => {
    view.setFloat32(bias.byteOffset + 4 * k, bias.values[k]! + added, true);
  });
  return folded;
}

/**
 * The file with the features as a further output: a second piece of the graph, appended, which readers of Protocol Buffers
 * merge with the first ("Last One Wins" and repeated fields, protobuf.dev/programming-guides/encoding).
 */
export function withFeatureOutput(bytes: Uint8Array, head: Pick<OnnxHead, 'features'>): Uint8Array {
  const name = delimited(1, new TextEncoder().encode(head.features));
  const type = delimited(2, delimited(TENSOR_TYPE, varintField(1, FLOAT)));
  const graph = delimited(7, delimited(12, Uint8Array.from([...name, ...type])));
  const whole = new Uint8Array(bytes.length + graph.length);
  whole.set(bytes);
  whole.set(graph, bytes.length);
  return whole;
}

import { ModelPackError } from '../core/errors.ts';
import { EMPTY, fields, message, messages, text } from './onnx-wire.ts';

/** An input or output of an ONNX graph, as the file declares it. A dimension that is not fixed is null. */
export interface OnnxValue {
  readonly name: string;
  /** `float32` where the element type is FLOAT, otherwise the number of ONNX's `TensorProto.DataType`. */
  readonly type: string;
  readonly shape: readonly (number | null)[];
}

/** What an ONNX file says about itself without being run. */
export interface OnnxSummary {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Files that hold weights outside of the model, as written in it. */
  readonly externalFiles: readonly string[];
}

const MAX_DEPTH = 64;

/**
 * Reads inputs, outputs and references to external data from an ONNX file. Field numbers: onnx.proto (ONNX IR
 * version 10), wire format: Protocol Buffers encoding.
 * @throws ModelPackError when the bytes are not an ONNX model.
 */
export function summarizeOnnx(bytes: Uint8Array, file: string): OnnxSummary {
  try {
    const graph = message(bytes, 7);
    if (graph === null) throw new RangeError('it has no graph');
    const external = new Set<string>();
    collectExternal(bytes, MODEL, external, 0);
    const initializers = new Set([...messages(graph, 5)].map((tensor) => text(tensor, 8)));
    return {
      inputs: [...messages(graph, 11)].map(readValue).filter((value) => !initializers.has(value.name)),
      outputs: [...messages(graph, 12)].map(readValue),
      externalFiles: [...external],
    };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ModelPackError(`${file} is not a readable ONNX model: ${cause.message}.`, {
      file,
      remedy: 'Copy the pack again from its source.',
      cause,
    });
  }
}

/** Message kinds that can hold tensors, as [field number, kind of the embedded message]. */
type Kind = { readonly tensor?: true; readonly children: () => readonly (readonly [number, Kind])[] };
const TENSOR: Kind = { tensor: true, children: () => [] };
const SPARSE: Kind = {
  children: () => [
    [1, TENSOR],
    [2, TENSOR],
  ],
};
const ATTRIBUTE: Kind = {
  children: () => [
    [5, TENSOR],
    [6, GRAPH],
    [10, TENSOR],
    [11, GRAPH],
    [22, SPARSE],
    [23, SPARSE],
  ],
};
const NODE: Kind = { children: () => [[5, ATTRIBUTE]] };
const GRAPH: Kind = {
  children: () => [
    [1, NODE],
    [5, TENSOR],
    [15, SPARSE],
  ],
};
const FUNCTION: Kind = {
  children: () => [
    [7, NODE],
    [11, ATTRIBUTE],
  ],
};
const TRAINING: Kind = {
  children: () => [
    [1, GRAPH],
    [2, GRAPH],
  ],
};
const MODEL: Kind = {
  children: () => [
    [7, GRAPH],
    [20, TRAINING],
    [25, FUNCTION],
  ],
};

function collectExternal(bytes: Uint8Array, kind: Kind, found: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError(`it is nested more than ${MAX_DEPTH} deep`);
  if (kind.tensor) {
    const entries = [...messages(bytes, 13)];
    const location = entries.find((entry) => text(entry, 1) === 'location');
    if (location) found.add(text(location, 2));
    else if (entries.length > 0 || [...fields(bytes)].some((field) => field.number === 14 && field.value === 1))
      found.add('');
    return;
  }
  const children = new Map(kind.children());
  for (const field of fields(bytes)) {
    const child = children.get(field.number);
    if (child) collectExternal(field.bytes, child, found, depth + 1);
  }
}

function readValue(bytes: Uint8Array): OnnxValue {
  const tensor = message(message(bytes, 2) ?? EMPTY, 1) ?? EMPTY;
  let elementType = 0;
  for (const field of fields(tensor)) if (field.number === 1) elementType = field.value;
  const shape = [...messages(message(tensor, 2) ?? EMPTY, 1)].map((dimension) => {
    for (const field of fields(dimension)) if (field.number === 1) return field.value;
    return null;
  });
  return { name: text(bytes, 1), type: elementType === 1 ? 'float32' : String(elementType), shape };
}

import { ModelPackError } from '../core/errors.ts';

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

interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly value: number;
}

const MAX_DEPTH = 64;
const EMPTY = new Uint8Array(0);
const decoder = new TextDecoder();

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

function* messages(bytes: Uint8Array, number: number): Generator<Uint8Array> {
  for (const field of fields(bytes)) if (field.number === number) yield field.bytes;
}

function message(bytes: Uint8Array, number: number): Uint8Array | null {
  return messages(bytes, number).next().value ?? null;
}

function text(bytes: Uint8Array, number: number): string {
  return decoder.decode(message(bytes, number) ?? EMPTY);
}

/** The fields of one protobuf message; integers beyond 2^53 lose precision, which no field read here can tell. */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1, count = 0; count < 10; count++, scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError(`it ends inside a number at byte ${at - 1}`);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError(`a number at byte ${at} is too long`);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) {
      yield { number, bytes: EMPTY, value: varint() };
      continue;
    }
    if (wire !== 1 && wire !== 2 && wire !== 5) throw new RangeError(`byte ${at} has the wire type ${wire}`);
    const length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
    if (at + length > bytes.length)
      throw new RangeError(`a field of ${length} bytes at byte ${at} does not fit into ${bytes.length}`);
    yield { number, bytes: bytes.subarray(at, at + length), value: 0 };
    at += length;
  }
}

// The wire format of Protocol Buffers, as far as ONNX files need it. Bytes are views of the file: their `byteOffset` tells
// where they are in it.

/** One field of a message: `bytes` of a length-delimited or fixed one, `value` of a varint. */
interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly value: number;
}

export const EMPTY = new Uint8Array(0);
const decoder = new TextDecoder();

/** The embedded messages of a field number. */
export function* messages(bytes: Uint8Array, number: number): Generator<Uint8Array> {
  for (const field of fields(bytes)) if (field.number === number) yield field.bytes;
}

/** The first embedded message of a field number, or null. */
export function message(bytes: Uint8Array, number: number): Uint8Array | null {
  return messages(bytes, number).next().value ?? null;
}

/** The text of a field; empty where it is not there. */
export function text(bytes: Uint8Array, number: number): string {
  return decoder.decode(message(bytes, number) ?? EMPTY);
}

/** The fields of one protobuf message; integers beyond 2^53 lose precision, which no field read here can tell. */
export function* fields(bytes: Uint8Array): Generator<Field> {
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

/** All values of a repeated integer field, packed or not. */
export function integers(bytes: Uint8Array, number: number): number[] {
  const found: number[] = [];
  for (const field of fields(bytes)) {
    if (field.number !== number) continue;
    if (field.bytes.length === 0) found.push(field.value);
    else
      for (let at = 0; at < field.bytes.length; ) {
        let value = 0;
        for (let scale = 1; ; scale *= 128) {
          const byte = field.bytes[at++];
          if (byte === undefined) throw new RangeError('it ends inside a list of numbers');
          value += (byte & 127) * scale;
          if (byte < 128) break;
        }
        found.push(value);
      }
  }
  return found;
}

/** A length-delimited field as bytes. */
export function delimited(number: number, content: Uint8Array): Uint8Array {
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length), ...content]);
}

/** A varint field as bytes. */
export function varintField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

import { Jpeg2000Error } from '../../engine/core/errors.ts';

/** Bits of packet headers, most significant first. After a byte of 0xff the next has seven: ISO/IEC 15444-1, B.10.1. */
export interface BitReader {
  bit(): number;
  bits(count: number): number;
  /** Ends the header; returns the position of the first byte after it. */
  align(): number;
}

export interface BitWriter {
  bit(value: number): void;
  bits(value: number, count: number): void;
  /** Ends the header and returns its bytes. */
  align(): Uint8Array;
}

/** Reads from `bytes` beginning at `start`; throws Jpeg2000Error at their end. */
export function createBitReader(bytes: Uint8Array, start: number): BitReader {
  let at = start;
  let current = 0;
  let left = 0;
  const next = (): void => {
    if (at >= bytes.length) throw new Jpeg2000Error('A packet header of a JPEG 2000 tile does not end.');
    left = current === 0xff ? 7 : 8;
    current = bytes[at++]!;
  };
  const bit = (): number => {
    if (left === 0) next();
    left--;
    return (current >> left) & 1;
  };
  return {
    bit,
    bits(count) {
      let value = 0;
      for (let i = 0; i < count; i++) value = value * 2 + bit();
      return value;
    },
    align() {
      if (current === 0xff) next();
      return at;
    },
  };
}

export function createBitWriter(): BitWriter {
  const bytes: number[] = [];
  let capacity = 8;
  let left = 8;
  let current = 0;
  const push = (): void => {
    bytes.push(current);
    capacity = current === 0xff ? 7 : 8;
    left = capacity;
    current = 0;
  };
  const bit = (value: number): void => {
    left--;
    current |= value << left;
    if (left === 0) push();
  };
  return {
    bit,
    bits(value, count) {
      for (let i = count - 1; i >= 0; i--) bit(Math.floor(value / 2 ** i) & 1);
    },
    align() {
      if (left < capacity || capacity === 7) push();
      return Uint8Array.from(bytes);
    },
  };
}

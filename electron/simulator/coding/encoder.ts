import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import createModule, { type OpenJpegModule } from '@cornerstonejs/codec-openjpeg/wasmjs';
import { Jpeg2000Error } from '../../engine/core/errors.ts';

/** Side of a square code-block in samples. */
export type CodeBlockSize = 4 | 8 | 16 | 64;

export interface TileSamples {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  /** Bits per sample, 1 to 16, unsigned. */
  readonly bits: number;
  /** Row by row, pixel-interleaved; 8-bit samples in a Uint8Array, wider ones in a Uint16Array. */
  readonly samples: Uint8Array | Uint16Array;
}

/** Halvings of ESA's files. */
export const DECOMPOSITION_LEVELS = 4;

/** Where the module's code sets 64 x 64 code-blocks (and 6 resolutions, which are set again later) before it encodes. */
const DEFAULT_BLOCKS = Buffer.from('41c0003602e02b20014286808080800837', 'hex');
const HEIGHT_OPERAND = 1;
const WIDTH_OPERAND = 10;

const modules = new Map<CodeBlockSize, Promise<OpenJpegModule>>();

/**
 * The module with another default size of code-blocks. OpenJPEG can write any, but its JavaScript binding drops what
 * `setBlockDimensions` is given, so the two constants are changed in the module's bytes before it is started.
 */
function withCodeBlocks(size: CodeBlockSize): Uint8Array {
  const bytes = readFileSync(createRequire(import.meta.url).resolve('@cornerstonejs/codec-openjpeg/wasm'));
  const at = bytes.indexOf(DEFAULT_BLOCKS);
  if (at < 0 || bytes.indexOf(DEFAULT_BLOCKS, at + 1) >= 0) {
    throw new Jpeg2000Error(
      'This version of the OpenJPEG module sets its code-blocks in another way than 1.3.6 does.',
      {
        remedy: 'Install the version of @cornerstonejs/codec-openjpeg that package-lock.json names.',
      },
    );
  }
  leb128(BigInt(size), 2).copy(bytes, at + HEIGHT_OPERAND);
  leb128((BigInt(size) << 32n) | 6n, 6).copy(bytes, at + WIDTH_OPERAND);
  return bytes;
}

/** A constant as WebAssembly writes it: 7 bits a byte, lowest first, padded to a length. */
function leb128(value: bigint, length: number): Buffer {
  return Buffer.from(
    Array.from({ length }, (_, index) => Number((value >> BigInt(7 * index)) & 127n) | (index < length - 1 ? 128 : 0)),
  );
}

async function load(codeBlock: CodeBlockSize): Promise<OpenJpegModule> {
  let module = modules.get(codeBlock);
  if (!module) {
    module = createModule({ wasmBinary: withCodeBlocks(codeBlock), print() {}, printErr() {} });
    modules.set(codeBlock, module);
  }
  return module;
}

/**
 * Encodes one tile into a codestream of its own: LRCP, one layer, reversible 5/3 wavelet with 4 levels, colour
 * transform for three components. The canvas starts at the origin; that changes nothing for a tile that lies at
 * multiples of 16 of a larger canvas. Throws Jpeg2000Error for a tile that is narrower or lower than 16 pixels.
 */
export async function encodeTile(tile: TileSamples, codeBlock: CodeBlockSize): Promise<Uint8Array<ArrayBuffer>> {
  const smallest = 2 ** DECOMPOSITION_LEVELS;
  if (tile.width < smallest || tile.height < smallest) {
    throw new Jpeg2000Error(
      `A tile of ${tile.width} x ${tile.height} pixels is smaller than ${smallest} x ${smallest}.`,
    );
  }
  const encoder = new (await load(codeBlock)).J2KEncoder();
  try {
    const frame = {
      width: tile.width,
      height: tile.height,
      bitsPerSample: tile.bits,
      componentCount: tile.components,
      isSigned: false,
    };
    encoder
      .getDecodedBuffer(frame)
      .set(new Uint8Array(tile.samples.buffer, tile.samples.byteOffset, tile.samples.byteLength));
    encoder.setQuality(true, 0);
    encoder.setDecompositions(DECOMPOSITION_LEVELS);
    encoder.setProgressionOrder(0);
    encoder.encode();
    const encoded = encoder.getEncodedBuffer();
    if (encoded.length === 0) throw new Jpeg2000Error('OpenJPEG encoded nothing.');
    return new Uint8Array(encoded);
  } finally {
    encoder.delete();
  }
}

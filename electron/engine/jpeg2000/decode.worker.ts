import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { default as CreateModule, OpenJpegModule } from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { Tinypool } from 'tinypool';
import { damageIn, hasHole } from './damage.ts';
import { limitHeaps } from './heap-limit.ts';
import { decodeByKernel } from './kernel-decode.ts';
import type { DecodeReply, DecodeTask } from './tile-decoder.ts';
import { startKernel } from './tile-kernel.ts';

const require = createRequire(import.meta.url);
const PROGRAM_PATH = require.resolve('@cornerstonejs/codec-openjpeg/decodewasm');
/** A WASM heap never shrinks; one that has grown beyond this is given up after use. */
const KEEP_HEAP_BYTES = 96 * 2 ** 20;

limitHeaps();

const kernel = startKernel();
let lines: string[] = [];
let loading: Promise<OpenJpegModule> | null = null;

/** For what the kernel cannot decode: pictures, classes, files of other encoders, damaged ones. */
function load(): Promise<OpenJpegModule> {
  loading ??= readFile(PROGRAM_PATH).then((wasmBinary) => {
    const createModule = require('@cornerstonejs/codec-openjpeg/decodewasmjs') as typeof CreateModule;
    return createModule({
      wasmBinary,
      print: (line) => lines.push(line),
      printErr: (line) => lines.push(line),
    });
  });
  return loading;
}

/** What OpenJPEG said last, cut to one line. */
function complaint(): string {
  const errors = lines.filter((line) => line.startsWith('[ERROR]')).map((line) => line.slice(8).trim());
  return (errors[0] ?? 'the decoder gave no pixels').slice(0, 200);
}

/** Decodes one codestream and returns the rectangle that is asked for. Never throws: what goes wrong is in the reply. */
export default async function decode(task: DecodeTask): Promise<DecodeReply> {
  lines = [];
  try {
    if (hasHole(task.codestream)) return { error: 'there are only zeros in a part of it' };
    const quick = decodeByKernel(kernel, task);
    if (quick) return Tinypool.move(quick) as unknown as Uint8Array<ArrayBuffer>;
    const module = await load();
    const samples = decodeSamples(module, task);
    if (module.HEAPU8.byteLength > KEEP_HEAP_BYTES) loading = null;
    if (!samples) return { error: complaint() };
    const damage = damageIn(lines);
    return damage === null ? (Tinypool.move(samples) as unknown as Uint8Array<ArrayBuffer>) : { error: damage };
  } catch (error) {
    loading = null;
    return { error: `${complaint()} (${error instanceof Error ? error.message.slice(0, 100) : String(error)})` };
  }
}

/** The rectangle of a decoded codestream; null when it gave fewer bytes than a tile of this size has. */
function decodeSamples(module: OpenJpegModule, task: DecodeTask): Uint8Array<ArrayBuffer> | null {
  const decoder = new module.J2KDecoder();
  decoder.getEncodedBuffer(task.codestream.length).set(task.codestream);
  decoder.decodeSubResolution(task.reduce, 0);
  const samples = cropped(decoder.getDecodedBuffer(), task);
  decoder.delete();
  return samples;
}

/** Copies the rectangle out of a decoded tile. Null when there are fewer bytes than a tile of this size has. */
function cropped(decoded: Uint8ClampedArray, task: DecodeTask): Uint8Array<ArrayBuffer> | null {
  const { width, height, bytesPerPixel, crop } = task;
  if (decoded.length < width * height * bytesPerPixel) return null;
  const rowBytes = crop.width * bytesPerPixel;
  const out = new Uint8Array(rowBytes * crop.height);
  for (let row = 0; row < crop.height; row++) {
    const from = ((crop.row + row) * width + crop.column) * bytesPerPixel;
    out.set(decoded.subarray(from, from + rowBytes), row * rowBytes);
  }
  return out;
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelPackError } from '../core/errors.ts';
import { PlainFileError, readPlainFile } from '../core/plain-file.ts';
import type { ModelPack } from '../model/packs.ts';
import { CLASSES, type SampleSet } from './samples.ts';

// What a network answered on held-out simulations and clear pixels, so that an adaptation can be held to it. The file,
// little-endian: "NPANCH1\n"; 32 bytes, the SHA-256 of the model.onnx that it was made with; uint32 number of samples;
// uint32 channels; then float16 features, sample by sample; float16 log-probabilities, four of each; uint8 true classes,
// 0 to 3. `models/training` writes it.

const MAGIC = Buffer.from('NPANCH1\n', 'latin1');
const HEADER_BYTES = MAGIC.length + 32 + 8;
const MOST_BYTES = 16 << 20;
export const ANCHORS_FILE = 'anchors.bin';

/** Whether a pack brings anchors at all. */
export async function hasAnchors({ folder }: Pick<ModelPack, 'folder'>): Promise<boolean> {
  return stat(join(folder, ANCHORS_FILE)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Anchors of a pack. @throws ModelPackError where there are none, or they are of another model */
export async function readAnchors(pack: Pick<ModelPack, 'folder' | 'modelSha256' | 'manifest'>): Promise<SampleSet> {
  const path = join(pack.folder, ANCHORS_FILE);
  const refuse = (what: string, cause?: unknown) =>
    new ModelPackError(`${path} ${what}: ${pack.manifest.name} cannot be adapted.`, {
      file: path,
      remedy: 'Choose a network that comes with the program, or write its anchors with models/training.',
      cause,
    });
  const bytes = await readPlainFile(path, MOST_BYTES).catch((error: unknown) => {
    throw error instanceof PlainFileError ? refuse(error.message, error) : error;
  });
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw refuse('is no file of anchors');
  if (bytes.subarray(MAGIC.length, MAGIC.length + 32).toString('hex') !== pack.modelSha256)
    throw refuse('was made with another version of the model');
  const count = bytes.readUInt32LE(HEADER_BYTES - 8);
  const channels = bytes.readUInt32LE(HEADER_BYTES - 4);
  const wanted = HEADER_BYTES + count * (2 * channels + 2 * CLASSES + 1);
  if (bytes.length !== wanted) throw refuse(`has ${bytes.length} bytes, ${wanted} for ${count} anchors`);
  const halves = (from: number, length: number) =>
    Float32Array.from({ length }, (_, i) => HALF[bytes.readUInt16LE(from + 2 * i)]!);
  const logFrom = HEADER_BYTES + 2 * count * channels;
  const labelsFrom = logFrom + 2 * count * CLASSES;
  const labels = new Uint8Array(bytes.subarray(labelsFrom));
  if (labels.some((label) => label >= CLASSES)) throw refuse('holds classes that are none');
  return {
    channels,
    count,
    features: halves(HEADER_BYTES, count * channels),
    logProbabilities: halves(logFrom, count * CLASSES),
    labels,
    groups: new Uint16Array(count),
  };
}

/** The bytes of an anchors file for a model. */
export function encodeAnchors(set: SampleSet, modelSha256: string): Buffer {
  const { count, channels } = set;
  const bytes = Buffer.alloc(HEADER_BYTES + count * (2 * channels + 2 * CLASSES + 1));
  MAGIC.copy(bytes);
  Buffer.from(modelSha256, 'hex').copy(bytes, MAGIC.length);
  bytes.writeUInt32LE(count, HEADER_BYTES - 8);
  bytes.writeUInt32LE(channels, HEADER_BYTES - 4);
  let at = HEADER_BYTES;
  for (const values of [set.features, set.logProbabilities])
    for (const value of values) at = bytes.writeUInt16LE(toHalf(value), at);
  bytes.set(set.labels, at);
  return bytes;
}

/** Every half-precision number (IEEE 754 binary16) by its bits. */
const HALF = Float32Array.from({ length: 65_536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
});

const LARGEST_HALF = 65_504;

/** The nearest half-precision number; what is too large becomes the largest. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.min(LARGEST_HALF, Math.abs(value));
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 2 ** -24)));
  const steps = roundHalfEven(size / 2 ** (exponent - 10));
  return sign | (exponent === -14 ? steps : ((exponent + 14) << 10) + steps);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '../core/bands.ts';
import { ModelPackError } from '../core/errors.ts';
import { PlainFileError, readPlainFile } from '../core/plain-file.ts';
import type { Product } from '../product/types.ts';
import { type Manifest, manifestProblems, manifestSchema } from './manifest.ts';
import { manifestOfMlm } from './mlm.ts';
import { foreignNetwork } from './mlm-foreign.ts';
import { type OnnxSummary, summarizeOnnx } from './onnx-file.ts';
import { checkSignature } from './signature.ts';

/** A model pack: a folder with `model.onnx` and `model.json` (or a STAC item of ours that holds it), both checked. */
export interface ModelPack {
  readonly id: string;
  readonly folder: string;
  readonly modelPath: string;
  readonly manifest: Manifest;
  /** Hash of `model.onnx` and `model.json` together, hex; keys what was computed with the pack. */
  readonly key: string;
  /** SHA-256 of `model.onnx`, hex. */
  readonly modelSha256: string;
}

/** A folder that looks like a pack and was refused. */
export interface RefusedPack {
  readonly folder: string;
  readonly error: ModelPackError;
}

const MAX_MANIFEST_BYTES = 1 << 20;
const MAX_MODEL_BYTES = 1 << 30;

/**
 * Loads a pack: the manifest is valid, the model has the hash that the manifest gives, keeps all its weights inside,
 * and has the inputs and outputs that the manifest says. The network itself is not run: `openSession` does that.
 * @throws ModelPackError that names the file and the reason.
 */
export async function loadPack(folder: string): Promise<ModelPack> {
  const manifestPath = await manifestFile(folder);
  const modelPath = join(folder, 'model.onnx');
  const manifestBytes = await readBounded(manifestPath, MAX_MANIFEST_BYTES);
  const manifest = parseManifest(manifestBytes, manifestPath);
  const model = await readModel(modelPath, manifest);
  checkSignature(manifest, model.summary, modelPath);
  const key = createHash('sha256').update(model.sha256).update(manifestBytes).digest('hex');
  return { id: manifest.id, folder, modelPath, manifest, key, modelSha256: model.sha256 };
}

/**
 * The bytes of a loaded pack's model.
 * @throws ModelPackError where they are gone or no longer those that were loaded
 */
export async function readPackModel(pack: ModelPack): Promise<Uint8Array> {
  const read = await readModel(pack.modelPath, pack.manifest).catch((cause: unknown) => {
    throw cause instanceof ModelPackError ? changedSince(pack, cause) : cause;
  });
  if (read.sha256 !== pack.modelSha256) throw changedSince(pack);
  return read.bytes;
}

function changedSince({ id, modelPath }: ModelPack, cause?: ModelPackError): ModelPackError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new ModelPackError(`The network ${id} was removed or replaced since it was loaded${why || '.'}`, {
    file: modelPath,
    remedy:
      'Put it back as it was, or choose another network. What took its place is loaded when its folder is added again, or at the next start.',
    cause,
  });
}

/**
 * Loads every pack in the given folders; each is a pack itself or holds packs. Folders that are not there or hold no
 * `model.json` count as empty; of two packs with one id the first is kept.
 */
export async function listPacks(
  folders: readonly string[],
): Promise<{ readonly packs: readonly ModelPack[]; readonly refused: readonly RefusedPack[] }> {
  const packs: ModelPack[] = [];
  const refused: RefusedPack[] = [];
  for (const folder of folders)
    for (const candidate of [folder, ...(await subfolders(folder))]) {
      const manifest = await manifestFile(candidate);
      if (!(await isFile(manifest)) || !(await isFile(join(candidate, 'model.onnx')))) continue;
      try {
        const pack = await loadPack(candidate);
        if (!packs.some((other) => other.id === pack.id)) packs.push(pack);
      } catch (error) {
        if (!(error instanceof ModelPackError)) throw error;
        refused.push({ folder: candidate, error });
      }
    }
  return { packs, refused };
}

/** What the id of a pack in 8-bit integers adds to that of the network in floating point that it was made from. */
const EIGHT_BIT = '-int8';

/**
 * Packs in the order of preference. Where there is a network in floating point and in 8-bit integers, those come first
 * on a CPU: they take half of the time there for the same accuracy (see their cards). Other processors compute in
 * floating point.
 */
export function packsInOrder(packs: readonly ModelPack[], onCpu: boolean): readonly ModelPack[] {
  const find = (id: string) => packs.find((pack) => pack.id === id);
  return packs.flatMap((pack) => {
    const base = pack.id.endsWith(EIGHT_BIT) ? find(pack.id.slice(0, -EIGHT_BIT.length)) : undefined;
    if (base) return [];
    const eightBit = find(pack.id + EIGHT_BIT);
    if (!eightBit) return [pack];
    return onCpu ? [eightBit, pack] : [pack, eightBit];
  });
}

/**
 * The pack to use where the user chose none: the first that is made for the product's level, of `packsInOrder`.
 * @throws ModelPackError when there is none.
 */
export function choosePack(packs: readonly ModelPack[], product: { readonly level: Level }): ModelPack {
  const pack = packs.find((candidate) => candidate.manifest.levels.includes(product.level));
  if (pack) return pack;
  const known = packs.map((other) => `${other.id} (${other.manifest.levels.join(', ')})`).join(', ') || 'none';
  throw new ModelPackError(`No model pack is made for ${product.level} products; packs found: ${known}.`, {
    remedy: `Add a pack for ${product.level}, or open the other level of this product.`,
  });
}

/** A pixel size may lie beyond a pack's range by this share: reprojected rasters differ in the last digits. */
const SIZE_TOLERANCE = 0.01;

/**
 * Refuses a pack that cannot work on a product and grid: wrong level, pixel size out of its range, or a band missing
 * that it cannot do without.
 * @throws ModelPackError with the numbers.
 */
export function checkPackFits(
  pack: ModelPack,
  product: Pick<Product, 'level' | 'bands' | 'id'> & Partial<Pick<Product, 'warnings'>>,
  gridMetres: number,
) {
  const { levels, gridMetres: range, minimumBands, name } = pack.manifest;
  if (!levels.includes(product.level))
    throw new ModelPackError(`${name} is made for ${levels.join(', ')}; ${product.id} is ${product.level}.`, {
      remedy: 'Choose a pack for this level.',
    });
  if (gridMetres < range.min * (1 - SIZE_TOLERANCE) || gridMetres > range.max * (1 + SIZE_TOLERANCE))
    throw new ModelPackError(`${name} works on pixels of ${range.min} to ${range.max} m, not ${gridMetres} m.`, {
      remedy: 'Choose another grid or another pack.',
    });
  const missing = minimumBands.filter((choice) => !choice.split('|').some((band) => band in product.bands));
  if (missing.length === 0) return;
  // Files that are there and cannot be used are the true reason.
  const bands = missing.flatMap((choice) => choice.split('|'));
  const reasons = (product.warnings ?? [])
    .filter(
      ({ code, message }) =>
        code === 'folder-unreadable' || (code === 'band-unreadable' && bands.some((band) => message.includes(band))),
    )
    .map(({ message }) => message);
  throw new ModelPackError(
    `${name} needs the bands ${missing.join(', ')}, which ${product.id} does not have.${reasons.map((reason) => ` ${reason}`).join('')}`,
    {
      remedy:
        reasons.length > 0
          ? 'Mend or replace these files, make folders readable, or choose a pack that works without them.'
          : 'Download the missing band files, or choose a pack that works without them.',
    },
  );
}

/** `model.json`, or the STAC item (MLM) that stands for it, which catalogues call `item.json`. */
async function manifestFile(folder: string): Promise<string> {
  const [manifest, item] = [join(folder, 'model.json'), join(folder, 'item.json')];
  return !(await isFile(manifest)) && (await isFile(item)) ? item : manifest;
}

function parseManifest(bytes: Uint8Array, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelPackError(`${file} is not JSON: ${(cause as Error).message}.`, { file, cause });
  }
  const own = manifestOfMlm(json);
  const foreign = own === null ? foreignNetwork(json) : null;
  if (foreign)
    throw new ModelPackError(
      `${file} tells of "${foreign.name}" as a catalogue does, not as a pack: ${foreign.reasons.join('; ')}.`,
      { file, remedy: 'Write a model.json beside model.onnx; the manifests in models/packs are examples.' },
    );
  const result = manifestSchema.safeParse(own ?? json);
  if (!result.success)
    throw new ModelPackError(`${file} is not a valid manifest: ${manifestProblems(result.error)}.`, {
      file,
      remedy: 'Correct the manifest, or ask the author of the pack.',
    });
  return result.data;
}

async function readModel(
  file: string,
  manifest: Manifest,
): Promise<{ bytes: Uint8Array; sha256: string; summary: OnnxSummary }> {
  const bytes = await readBounded(file, MAX_MODEL_BYTES);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (manifest.sha256 !== undefined && sha256 !== manifest.sha256)
    throw new ModelPackError(`${file} has the SHA-256 ${sha256}, its manifest says ${manifest.sha256}.`, {
      file,
      remedy: 'The file is damaged or from another version: copy the whole pack again.',
    });
  const summary = summarizeOnnx(bytes, file);
  if (summary.externalFiles.length > 0)
    throw new ModelPackError(
      `${file} keeps weights outside of itself, in ${summary.externalFiles.map((name) => `"${name}"`).join(', ')}.`,
      { file, remedy: 'Save the model as one ONNX file without external data.' },
    );
  return { bytes, sha256, summary };
}

async function readBounded(file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readPlainFile(file, maxBytes);
  } catch (cause) {
    if (!(cause instanceof PlainFileError)) throw cause;
    throw new ModelPackError(`${file} ${cause.message}.`, {
      file,
      remedy: 'A model pack is a folder with model.onnx and model.json.',
      cause,
    });
  }
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

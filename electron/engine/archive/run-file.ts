import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { gridSchema } from '../contract/common.ts';
import { areaSchema, recipeSchema } from '../contract/recipe.ts';
import { BAND_IDS } from '../core/bands.ts';
import { replaceFile } from '../core/disk.ts';
import { NephoscopeError } from '../core/errors.ts';
import { OWNER } from '../core/owner.ts';
import { DEVICE_CHOICES } from '../model/providers.ts';
import type { RunFolder } from './run-folder.ts';

/** A run cannot be read, or is asked for what it is not. */
export class RunError extends NephoscopeError {}

const perClass = z.object({
  shadow: z.number().optional(),
  semi: z.number().optional(),
  cloud: z.number().optional(),
});

/** What is computed of each product. */
const settingsSchema = z.object({
  recipe: recipeSchema.extend({
    /** Null: 20 m where the product has it. */
    grid: gridSchema.nullable(),
    /** Id or folder; null: the best for the product and the device. */
    pack: z.string().nullable(),
  }),
  /** Instead of what the pack says. */
  parameters: z.object({
    thresholds: perClass,
    bufferMetres: perClass,
    minAreaSquareMetres: z.number().optional(),
    shadowsNeedCloud: z.boolean().optional(),
    /** `{tile}` in the path of the raster stands for the tile of each product. */
    persistence: z
      .object({ weight: z.number().min(0).max(1), raster: z.object({ handle: z.string(), name: z.string() }) })
      .optional(),
  }),
  area: areaSchema,
  device: z.enum(DEVICE_CHOICES),
  /** How pixels are to be read, where files do not say it; see `OpenProductOptions`. */
  stack: z
    .object({
      bands: z.array(z.enum(BAND_IDS).nullable()).optional(),
      level: z.enum(['L1C', 'L2A']).optional(),
      scale: z.number().optional(),
      offset: z.number().optional(),
      pixelMetres: z.number().optional(),
    })
    .optional(),
});

/** What one product wants of a machine. */
const needsSchema = z.object({
  memoryBytes: z.number().positive(),
  secondsPerProduct: z.number().positive(),
  threads: z.number().int().positive(),
  /** How this is known, in words. */
  basis: z.string(),
});

const runSchema = z.object({
  kind: z.literal('nephoscope archive'),
  layout: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  /** Of the application. */
  version: z.string(),
  settings: settingsSchema,
  /** Networks by level, as they were when the run was planned. */
  packs: z.record(z.string(), z.object({ id: z.string(), version: z.string(), key: z.string(), sha256: z.string() })),
  products: z.number().int().min(0),
  bytes: z.number().min(0),
  needs: needsSchema,
});

export type ArchiveSettings = Readonly<z.infer<typeof settingsSchema>>;
export type Needs = Readonly<z.infer<typeof needsSchema>>;
export type Run = Readonly<z.infer<typeof runSchema>>;
export type RunPack = Run['packs'][string];

/** @throws RunError */
export async function readRun(folder: RunFolder): Promise<Run> {
  const remedy = 'Give the folder that "nephoscope archive plan ... --out FOLDER" made.';
  const text = await readFile(folder.run, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const what =
      cause.code === 'ENOENT' || cause.code === 'ENOTDIR' ? 'holds no run' : `cannot be read (${cause.code})`;
    throw new RunError(`${folder.path} ${what}.`, { file: folder.path, remedy, cause });
  });
  try {
    return runSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RunError('run.json is damaged or of another version of Nephoscope.', {
      file: folder.run,
      remedy: 'Plan again into another folder.',
      cause,
    });
  }
}

/** Replaces the description of a run at once, whole. */
export function writeRun(folder: RunFolder, run: Run): Promise<void> {
  return replaceFile(folder.run, `${JSON.stringify(run, null, 2)}\n`, `${folder.run}.${OWNER}.part`);
}

/** What tells one way to make masks from another: the settings and the network. Hex. */
export function settingsHash(settings: ArchiveSettings, pack: Pick<RunPack, 'key'> | null): string {
  // The device changes no mask beyond rounding, and a season may be finished on another one.
  const { device: _, ...rest } = settingsSchema.parse(settings);
  return createHash('sha256')
    .update(JSON.stringify([rest, pack?.key ?? null]))
    .digest('hex');
}

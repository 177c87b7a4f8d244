import { z } from 'zod';
import { handleSchema } from './common.ts';
import { addReferenceSchema, sceneSettingsSchema } from './products.ts';
import { readingSchema } from './reading.ts';
import { type RemotePlace, remotePlaceSchema } from './remote.ts';

/** What a project's file is called after its name. */
export const PROJECT_EXTENSION = 'nephos';
export const PROJECT_FORMAT = 'nephoscope-project';
/** Raised whenever an older Nephoscope could not keep all that a newer one writes. */
export const PROJECT_VERSION = 1;

/** A place on the disk: relative to the project's file, with slashes, where both lie in one tree; otherwise absolute. Or an address. */
export const placeSchema = z.string().min(1).max(4096);

/** A class raster that masks of a product are compared with. */
export const projectReferenceSchema = z.object({
  id: z.string(),
  name: z.string(),
  place: placeSchema,
  mapping: addReferenceSchema.shape.mapping,
  classes: z.array(z.enum(['clear', 'shadow', 'semi', 'cloud', 'missing'])),
  note: z.string(),
});
export type ProjectReference = z.infer<typeof projectReferenceSchema>;

/** A product of a project: where it is, how it is read, and all that a person has set about it. */
export const projectProductSchema = z.object({
  /** Of its content: the same on every machine. */
  key: z.string(),
  name: z.string(),
  place: placeSchema,
  /** The place counts from the folder of the built-in samples. */
  isSample: z.boolean().default(false),
  granule: z.string().optional(),
  reading: readingSchema.optional(),
  /** It is read over the network, where the user asks for it; absent for one on the disk. */
  remote: remotePlaceSchema.optional(),
  /** Whether it is open; of one that was closed the settings stay. */
  open: z.boolean(),
  /** How the scene is shown and tuned, corrections by hand among it; null where nothing was kept. */
  settings: sceneSettingsSchema.nullable(),
  settingsRevision: z.int().nonnegative(),
  references: z.array(projectReferenceSchema).default([]),
});
export type ProjectProduct = z.infer<typeof projectProductSchema>;

/** A piece of the window's state under its name, and how often it was kept. */
export const projectPartSchema = z.object({ revision: z.int().nonnegative(), value: z.unknown() });
export type ProjectPart = z.infer<typeof projectPartSchema>;

/** Jobs whose results belong to a project; masks and features are computed again where they are wanted. */
export const PROJECT_JOB_KINDS = ['export', 'batch', 'composite', 'persistence', 'adapt'] as const;

/**
 * A job of a queue or an export, with what it takes to run it again. Paths in it stand as `{$path}`; its result has `{$path}` in
 * place of handles.
 */
export const projectResultSchema = z.object({
  job: z.looseObject({ id: z.string(), kind: z.enum(PROJECT_JOB_KINDS), title: z.string() }),
  work: z.looseObject({ kind: z.string() }),
});
export type ProjectResult = z.infer<typeof projectResultSchema>;

/** The file `NAME.nephos`. Products stand in the order of the window. */
export const projectFileSchema = z.object({
  format: z.literal(PROJECT_FORMAT),
  version: z.literal(PROJECT_VERSION),
  revision: z.int().nonnegative(),
  savedBy: z.string(),
  /** ISO 8601, UTC. */
  savedAt: z.string(),
  products: z.array(projectProductSchema).default([]),
  parts: z.record(z.string(), projectPartSchema).default({}),
  /** Oldest first. */
  results: z.array(projectResultSchema).default([]),
});
export type ProjectFile = z.infer<typeof projectFileSchema>;

/** GET /api/project, and the event `project` */
export interface ProjectState {
  /** Tells projects apart; it stays the same when one is saved under another name. */
  readonly id: string;
  readonly name: string;
  /** Null for one that has no file of the user's yet; it is kept all the same. */
  readonly displayPath: string | null;
  /** While its products are being opened. */
  readonly opening: { readonly done: number; readonly total: number } | null;
  readonly missing: readonly MissingProduct[];
  /** Counts what was told of projects since the engine started: of two states, the one with the larger number is the later. */
  readonly sequence: number;
}

/** A product of the project that could not be opened, or is on the network and was not asked for yet. */
export interface MissingProduct {
  readonly key: string;
  readonly name: string;
  readonly displayPath: string;
  readonly reason: string;
  /** Null for one on the disk. */
  readonly remote: RemotePlace | null;
}

/** GET /api/project/recent: newest first, the one that is open left out. */
export interface RecentProject {
  readonly id: string;
  readonly name: string;
  readonly displayPath: string | null;
  /** ISO 8601. */
  readonly openedAt: string;
  readonly available: boolean;
  /** How many products are open in it, the name of the first, and when it was written last (ISO 8601); null where that is not known. */
  readonly holds: { readonly products: number; readonly first: string | null; readonly savedAt: string } | null;
}

/** GET /api/project/parts: by their names. */
export type ProjectParts = Readonly<Record<string, ProjectPart>>;

/**
 * POST /api/project/open {handle} or {recent: id}, /new {} -> ProjectState. What was open is closed; it has been kept. Refused
 * with 409 while jobs of it are unfinished, unless they are to be cancelled.
 */
export const openProjectSchema = z.object({
  handle: handleSchema.optional(),
  recent: z.string().optional(),
  cancelJobs: z.boolean().default(false),
});
export const newProjectSchema = z.object({ cancelJobs: z.boolean().default(false) });
/**
 * POST /api/project/stop-opening -> ProjectState: no more of its products are opened, on a slow disk at once; those that are
 * not open yet are missing, and can be asked for one by one, or all together:
 *
 * POST /api/project/try-missing -> ProjectState: what is missing on the disk is being opened again, which `stop-opening` ends.
 *
 * POST /api/project/save-as {handle} or {folder, name, overwrite?} -> ProjectState. A handle is of a file that a dialog of the
 * system has asked about; by folder and name nothing that is there is replaced without `overwrite`.
 */
export const saveProjectSchema = z.union([
  z.object({ handle: handleSchema }),
  z.object({
    folder: handleSchema,
    name: z
      .string()
      .trim()
      .min(1)
      .max(120)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no file system takes them in names
      .regex(/^[^/\\:*?"<>|\u0000-\u001f]+$/, 'has characters that a file name may not have: / \\ : * ? " < > |'),
    overwrite: z.boolean().default(false),
  }),
]);
/** PUT /api/project/parts/:name?revision=N {value} -> {revision}; 409 where another revision is kept by now. */
export const putPartSchema = z.object({ value: z.unknown() });
/**
 * POST /api/project/locate {key, handle?} -> ProjectState: a missing product is opened at its new place, or tried again at
 * its old one; others that were moved alike follow. One on the network is fetched.
 */
export const locateProductSchema = z.object({ key: z.string(), handle: handleSchema.optional() });
/** POST /api/project/forget {key} -> ProjectState: a missing product is taken off the project, its settings with it. */
export const forgetProductSchema = z.object({ key: z.string() });

import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { readingSchema } from '../contract/reading.ts';
import { GRID_METRES, type GridMetres } from '../core/bands.ts';
import { CLASS_LABELS, LABEL_CODES } from '../core/class-codes.ts';
import { disk } from '../core/disk.ts';
import { diskError } from '../export/file-errors.ts';
import { requireOwnPlace } from '../product/own-place.ts';
import { isAddress } from '../product/remote/address.ts';
import type { Product } from '../product/types.ts';
import { changeDocument, LabelError, readDocument, writeDocument } from './documents.ts';
import { beginMaking, clearInterrupted, endMaking, requireMade, takeBack } from './making.ts';

const FORMAT = 'nephoscope-labels';
export const PROJECT_FILE = 'project.json';
export const CHIPS_FOLDER = 'chips';
/** The STAC collection of the chips. */
export const COLLECTION_FILE = 'index.json';
/** What the making of a project puts into its folder. */
const MADE = [PROJECT_FILE, CHIPS_FOLDER, COLLECTION_FILE];

const productSchema = z.object({
  key: z.string(),
  name: z.string(),
  /** Relative to the project where the product lies in or beside it. */
  path: z.string(),
  /** The absolute path when it was added. */
  absolutePath: z.string(),
  granule: z.string(),
  reading: readingSchema.optional(),
  level: z.enum(['L1C', 'L2A']),
  tile: z.string().nullable(),
  sensingTime: z.string().nullable(),
});
export type ProjectProduct = z.infer<typeof productSchema>;

const batchSchema = z.object({
  number: z.number().int().min(1),
  createdAt: z.string(),
  seed: z.number().int(),
  /** How the chips were chosen, as it was asked for. */
  rule: z.record(z.string(), z.unknown()),
  chips: z.array(z.string()),
});

const projectSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  name: z.string(),
  createdAt: z.string(),
  chipPixels: z.number().int().min(1).max(4096),
  grid: z.union([z.literal(10), z.literal(20), z.literal(60)]),
  seed: z.number().int(),
  classes: z.array(z.object({ code: z.number().int(), name: z.string() })),
  products: z.array(productSchema),
  batches: z.array(batchSchema),
});
export type ProjectDocument = z.infer<typeof projectSchema>;

/** A label project on disk. */
export interface LabelFolder {
  readonly folder: string;
  readonly document: ProjectDocument;
}

export interface NewProject {
  readonly name: string;
  readonly chipPixels: number;
  readonly grid: GridMetres;
  readonly seed: number;
}

/**
 * Makes a project in a folder that is empty or not there yet, or where the making of one was interrupted.
 * @param fill adds what it begins with. Where that fails or is cancelled the folder is as it was: half a project would
 *   stand in the way of making it again
 * @throws LabelError where something is in it already; ExportError where the disk takes no folder, or it lies in a
 *   product; what `fill` throws
 */
export async function createProject(
  folder: string,
  wanted: NewProject,
  fill: (project: LabelFolder) => Promise<void> = async () => undefined,
): Promise<LabelFolder> {
  if (!GRID_METRES.includes(wanted.grid)) throw new LabelError(`There is no grid of ${wanted.grid} m.`);
  await requireOwnPlace(folder);
  const wasThere = (await stat(folder).catch(() => null)) !== null;
  await makeFolder(folder);
  await clearInterrupted(folder, MADE);
  await requireEmpty(folder);
  try {
    await beginMaking(folder);
    const project = await writeProject(folder, wanted);
    await fill(project);
    await endMaking(folder);
    return project;
  } catch (error) {
    await takeBack(folder, MADE, wasThere).catch(() => undefined);
    throw diskError(error) ?? error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const ofDisk = diskError(cause);
    if (ofDisk) throw ofDisk;
    throw new LabelError(`${folder} could not be made (${cause.code}).`, {
      file: folder,
      remedy: 'Choose a folder that you may write to.',
      cause,
    });
  });
}

/** Hidden files may be there. */
async function requireEmpty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  if (names.length === 0) return;
  throw new LabelError(
    `${folder} is not empty: ${names.slice(0, 3).join(', ')} ${names.length > 1 ? 'are' : 'is'} in it.`,
    {
      file: folder,
      remedy: names.includes(PROJECT_FILE)
        ? 'Open it instead of making it anew.'
        : 'Choose an empty folder or a new one.',
    },
  );
}

async function writeProject(folder: string, wanted: NewProject): Promise<LabelFolder> {
  const document: ProjectDocument = {
    format: FORMAT,
    version: 1,
    name: wanted.name,
    createdAt: new Date().toISOString(),
    chipPixels: wanted.chipPixels,
    grid: wanted.grid,
    seed: wanted.seed,
    classes: LABEL_CODES.map((code) => ({ code, name: CLASS_LABELS[code] })),
    products: [],
    batches: [],
  };
  await disk.mkdir(join(folder, CHIPS_FOLDER), { recursive: true });
  await writeDocument(join(folder, PROJECT_FILE), document);
  return { folder, document };
}

/** @throws LabelError where there is no project, or half of one, or its document cannot be read */
export async function openProject(folder: string): Promise<LabelFolder> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new LabelError(`${folder} is no folder that can be read (${cause.code}).`, {
      file: folder,
      remedy: 'Choose the folder of a label project.',
      cause,
    });
  });
  requireMade(folder, names);
  if (!names.includes(PROJECT_FILE))
    throw new LabelError(`${folder} is no label project: it has no ${PROJECT_FILE}.`, {
      file: folder,
      remedy: 'Choose the folder of a label project, or make one.',
    });
  return { folder, document: await readDocument(join(folder, PROJECT_FILE), projectSchema) };
}

/** Changes the document in turn with others, and returns the project as it is then. */
export async function changeProject(
  folder: string,
  update: (document: ProjectDocument) => ProjectDocument | Promise<ProjectDocument>,
): Promise<LabelFolder> {
  return { folder, document: await changeDocument(join(folder, PROJECT_FILE), projectSchema, update) };
}

/** How a product is written down in a project, so that it can be opened again. */
export function describeProjectProduct(
  folder: string,
  product: Product,
  { path, reading }: { readonly path: string; readonly reading?: ProjectProduct['reading'] | undefined },
): ProjectProduct {
  return {
    key: product.key,
    name: product.id,
    ...placeIn(folder, path),
    granule: product.granule,
    ...(reading === undefined ? {} : { reading }),
    level: product.level,
    tile: product.tile,
    sensingTime: product.sensingTime,
  };
}

/** A path as a project writes it down: from the project, so that both may be moved together, and on the machine. */
export function placeIn(folder: string, path: string): Pick<ProjectProduct, 'path' | 'absolutePath'> {
  if (isAddress(path)) return { path, absolutePath: path };
  const absolutePath = resolve(path);
  const near = relative(folder, absolutePath);
  return { path: isAbsolute(near) ? absolutePath : near.replaceAll('\\', '/'), absolutePath };
}

/** The project with a product among its own; one of the same key is described anew. */
export function withProduct(document: ProjectDocument, product: ProjectProduct): ProjectDocument {
  const others = document.products.filter(({ key }) => key !== product.key);
  return { ...document, products: [...others, product] };
}

/** Paths where a product may be: where it was from the project, and where it was on the machine. */
export function placesOfProduct(folder: string, product: ProjectProduct): readonly string[] {
  if (isAddress(product.path)) return [product.path];
  return [...new Set([resolve(folder, product.path), product.absolutePath])];
}

/** @throws LabelError */
export function projectProduct({ folder, document }: LabelFolder, key: string): ProjectProduct {
  const product = document.products.find((one) => one.key === key);
  if (product) return product;
  throw new LabelError(`The project ${basename(folder)} has no product ${key}.`, {
    file: join(folder, PROJECT_FILE),
    remedy: 'Add chips of the product first.',
  });
}

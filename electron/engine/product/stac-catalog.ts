import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ProductError } from '../core/errors.ts';
import { PlainFileError, readPlainFile } from '../core/plain-file.ts';

const MAX_BYTES = 256 << 20;
const DEEPEST = 8;

const linkSchema = z.object({ rel: z.string(), href: z.string() });
const assetSchema = z.looseObject({ href: z.string(), roles: z.array(z.string()).nullish() });
const itemSchema = z.looseObject({
  type: z.literal('Feature'),
  stac_version: z.string(),
  id: z.string(),
  assets: z.record(z.string(), assetSchema).default({}),
  links: z.array(linkSchema).default([]),
});
const documentSchema = z.union([
  itemSchema,
  z.object({ type: z.literal('FeatureCollection'), features: z.array(itemSchema) }),
  z.object({
    type: z.enum(['Catalog', 'Collection']),
    stac_version: z.string(),
    links: z.array(linkSchema).default([]),
  }),
]);

/** An item of a STAC file: where its files are said to be. */
export interface StacFileItem {
  readonly id: string;
  /** The JSON file that it stands in. */
  readonly file: string;
  /** Hrefs as they are written, by key. */
  readonly assets: Readonly<Record<string, { readonly href: string }>>;
  /** The item alone, as JSON. */
  readonly json: string;
}

type StacDocument = z.infer<typeof documentSchema>;

/** A file of items may hold many: one of them is named by `FILE.json#ID`. */
export function splitItemPlace(place: string): { readonly file: string; readonly id: string | null } {
  const found = /^(.+\.(?:geo)?json)#(.+)$/i.exec(place);
  return found ? { file: found[1]!, id: found[2]! } : { file: place, id: null };
}

/** Path of a local href, relative to the file that it stands in; null for one of the network. */
export function localPath(href: string, file: string): string | null {
  if (href.startsWith('file://')) return fileURLToPath(href);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(href)) return null;
  return resolve(dirname(file), href);
}

/**
 * Places of all items of a STAC file: an item, an item collection, or a catalogue or collection with the local ones that
 * it links to. @throws ProductError where it is none
 */
export async function* walkCatalog(file: string, depth = 0): AsyncGenerator<string> {
  const document = await readStac(file);
  if (document.type === 'Feature') {
    yield file;
    return;
  }
  if (document.type === 'FeatureCollection') {
    for (const { id } of document.features) yield `${file}#${id}`;
    return;
  }
  if (depth === DEEPEST) return;
  for (const { rel, href } of document.links) {
    if (rel !== 'item' && rel !== 'child') continue;
    const path = localPath(href, file);
    if (path === null) {
      throw new ProductError(`${file} links to ${href}, which is not on this machine.`, {
        file,
        remedy: 'Download the items and their files, and give the catalogue of the local copies.',
      });
    }
    yield* walkCatalog(path, depth + 1);
  }
}

/** The item of a place. @throws ProductError where there is none */
export async function readStacItem(place: string): Promise<StacFileItem> {
  const { file, id } = splitItemPlace(place);
  return itemIn(await readStac(file), file, id);
}

/** The item of a document that was read elsewhere, its only one. @throws ProductError where there is none */
export function parseStacItem(bytes: Uint8Array, file: string): StacFileItem {
  return itemIn(parseStac(bytes, file), file, null);
}

function itemIn(document: StacDocument, file: string, id: string | null): StacFileItem {
  const place = id === null ? file : `${file}#${id}`;
  const items =
    document.type === 'Feature' ? [document] : document.type === 'FeatureCollection' ? document.features : [];
  const item = items.find((candidate) => id === null || candidate.id === id);
  if (item && (id !== null || items.length === 1)) {
    return { id: item.id, file, assets: item.assets, json: JSON.stringify(item) };
  }
  throw new ProductError(`${place} is ${document.type === 'Feature' ? 'another item' : 'no single STAC item'}.`, {
    file,
    remedy: 'Choose an item; one of several in a file is named by FILE.json#ID.',
  });
}

async function readStac(file: string): Promise<StacDocument> {
  const bytes = await readPlainFile(file, MAX_BYTES).catch((cause: unknown) => {
    if (!(cause instanceof PlainFileError)) throw cause;
    throw new ProductError(`${file} ${cause.message}.`, { file, remedy: 'Check the path.', cause });
  });
  return parseStac(bytes, file);
}

function parseStac(bytes: Uint8Array, file: string): StacDocument {
  try {
    return documentSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new ProductError(`${file} is JSON, but no STAC item, collection or catalogue.`, {
      file,
      remedy: 'Choose a STAC item of a Sentinel-2 product, or the product itself.',
      cause,
    });
  }
}

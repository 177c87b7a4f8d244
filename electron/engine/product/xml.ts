import { XMLParser } from 'fast-xml-parser';
import { ProductError } from '../core/errors.ts';
import { type FileEntry, readEntry } from './files.ts';
import { notXml, xmlText } from './xml-text.ts';

/** Metadata files of old products with 15 granules have 0.5 MB each. */
const MAX_XML_BYTES = 16 * 1024 * 1024;
const MAX_XML_DEPTH = 40;
/** Begins and ends of elements, and attributes, that the largest of them hold twenty times over. */
const MAX_XML_TAGS = 200_000;
const MAX_XML_ATTRIBUTES = 50_000;

/** An element: attributes are keyed `@name`, text `#text`, children by their name without namespace. */
export type XmlNode = { readonly [key: string]: unknown };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  maxNestedTags: MAX_XML_DEPTH,
  // One grid per band and detector: most of a granule's metadata, and not needed here.
  stopNodes: ['*.Viewing_Incidence_Angles_Grids', '*.Spectral_Information_List', '*.GIPP_List'],
});

/**
 * Parses a metadata file. Document type declarations are refused, so that no entity is ever expanded; size, depth and
 * numbers are bounded, and a file whose root element is not closed counts as truncated.
 *
 * @throws ProductError naming the file
 */
function parseXml(bytes: Uint8Array, name: string): XmlNode {
  const fail = (what: string, cause?: unknown): never => {
    throw new ProductError(`${name} ${what}.`, {
      file: name,
      remedy: 'Copy or download the product again.',
      ...(cause === undefined ? {} : { cause }),
    });
  };
  if (bytes.length > MAX_XML_BYTES) fail(`has ${bytes.length} bytes; at most ${MAX_XML_BYTES} are expected`);
  const text = xmlText(bytes);
  const other = notXml(bytes, text);
  if (other !== null) fail(other);
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) fail('has a document type declaration, which Sentinel-2 metadata never has');
  // The parser takes its time by the number of elements, and by the square of that of one element's attributes.
  const [tags, attributes] = [count(text, '<'), count(text, '=')];
  if (tags > MAX_XML_TAGS) fail(`has ${tags} tags; at most ${MAX_XML_TAGS} are expected`);
  if (attributes > MAX_XML_ATTRIBUTES) fail(`has ${attributes} attributes; at most ${MAX_XML_ATTRIBUTES} are expected`);
  const root = /<(?![?!])([^\s/>]+)/.exec(text)?.[1];
  if (root === undefined) return fail('is not XML');
  if (!text.trimEnd().endsWith(`</${root}>`)) fail(`is truncated: <${root}> is not closed`);
  try {
    return parser.parse(text) as XmlNode;
  } catch (cause) {
    return fail('is not well-formed XML', cause);
  }
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found++;
  return found;
}

/** Reads and parses a metadata file of a product. */
export async function readXml(entry: FileEntry): Promise<{ readonly node: XmlNode; readonly bytes: Uint8Array }> {
  const bytes = await readEntry(entry, MAX_XML_BYTES);
  return { node: parseXml(bytes, entry.path), bytes };
}

/** Whether a value of a parsed tree is an element with children or attributes. */
function isNode(value: unknown): value is XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every element of one of the given names below `node`, in document order per level, at any depth. */
export function elements(node: XmlNode, ...names: readonly string[]): (XmlNode | string)[] {
  const found: (XmlNode | string)[] = [];
  for (const [key, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (names.includes(key) && (isNode(child) || typeof child === 'string')) found.push(child);
      // One by one: a call takes some ten thousand arguments, and files of strangers hold more elements.
      else if (isNode(child)) for (const inner of elements(child, ...names)) found.push(inner);
    }
  }
  return found;
}

/** The first element of one of the given names as a node; an empty node where there is none. */
export function element(node: XmlNode, ...names: readonly string[]): XmlNode {
  return elements(node, ...names).find(isNode) ?? {};
}

/** Text of an element, trimmed; empty where it has none. */
export function textOf(value: XmlNode | string | undefined): string {
  if (typeof value === 'string') return value.trim();
  const text = value?.['#text'];
  return typeof text === 'string' ? text.trim() : '';
}

/** Text of the first non-empty element of one of the given names, or null. */
export function text(node: XmlNode, ...names: readonly string[]): string | null {
  for (const found of elements(node, ...names)) {
    const value = textOf(found);
    if (value !== '') return value;
  }
  return null;
}

/** The text as a finite number, or null. */
export function numberOf(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** An attribute of an element, or null. */
export function attribute(value: XmlNode | string, name: string): string | null {
  const found = isNode(value) ? value[`@${name}`] : undefined;
  return typeof found === 'string' ? found : null;
}

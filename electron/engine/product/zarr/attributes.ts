import type { Attributes } from './hierarchy.ts';
import { asRecord } from './lenient-json.ts';

/** A value by its key, whatever the case of its letters: versions of the format differ in that. */
export function valueAt(attributes: Attributes, key: string): unknown {
  const wanted = key.toLowerCase();
  const found = Object.keys(attributes).find((name) => name.toLowerCase() === wanted);
  return found === undefined ? undefined : attributes[found];
}

/** A finite number, also where it is written as text; null otherwise. */
export function numberAt(attributes: Attributes, key: string): number | null {
  const value = valueAt(attributes, key);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A text that says something: not empty, and not the word "null" that stands for nothing. */
export function textAt(attributes: Attributes, key: string): string | null {
  const value = valueAt(attributes, key);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return /^(null|none|)$/i.test(text) ? null : text;
}

/** Numbers of a list; null where it is none of `length` finite ones. */
export function numbersAt(attributes: Attributes, key: string, length: number): readonly number[] | null {
  const value = valueAt(attributes, key);
  if (!Array.isArray(value) || value.length < length) return null;
  return value.slice(0, length).every((item) => Number.isFinite(item)) ? (value as number[]) : null;
}

/** What a product's root says: the item of its discovery and everything else. */
export interface RootAttributes {
  readonly item: Attributes;
  readonly properties: Attributes;
  readonly other: Attributes;
}

/** Earlier samples have `other_metadata` twice, as a list or under a numbered key. */
export function rootAttributes(attributes: Attributes): RootAttributes {
  const pick = (name: string): Attributes => {
    const keys = Object.keys(attributes).filter((key) => key.replace(/\d+$/, '') === name);
    const found = keys.flatMap((key) => attributes[key]).map(asRecord);
    return Object.assign({}, ...found.reverse());
  };
  const item = pick('stac_discovery');
  return { item, properties: asRecord(item.properties), other: pick('other_metadata') };
}

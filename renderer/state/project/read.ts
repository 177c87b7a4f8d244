// What a project keeps may come from another version, or from a person's editor: it is looked at before it is used.

type Fields = Readonly<Record<string, unknown>>;
type Position = readonly [number, number];

/** The fields of an object; none where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Whether a value is one of some words. */
export function oneOf<const T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value);
}

/** A place in lon/lat degrees. */
export function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

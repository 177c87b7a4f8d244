type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values that JSON can hold are the same; a field that is undefined counts as missing. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameValue(value, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameValue(a[key], b[key]));
}

const holds = (list: readonly unknown[], one: unknown): boolean => list.some((other) => sameValue(one, other));
const isList = (value: unknown): value is readonly Fields[] => Array.isArray(value) && value.every(isFields);

/**
 * Brings together two changes of one value, field by field. Of lists of things (corrections, presets) everything stays
 * that neither side removed. Where both changed the same simple value, it is mine.
 */
export function mergedThreeWays(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (sameValue(mine, base)) return theirs;
  if (sameValue(theirs, base) || sameValue(mine, theirs)) return mine;
  if (isFields(mine) && isFields(theirs)) {
    const old = isFields(base) ? base : {};
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
    return Object.fromEntries(keys.map((key) => [key, mergedThreeWays(old[key], mine[key], theirs[key])]));
  }
  if (isList(mine) && isList(theirs)) {
    const old = isList(base) ? base : [];
    const stay = theirs.filter((one) => !holds(old, one) || holds(mine, one));
    return [...stay, ...mine.filter((one) => !holds(old, one) && !holds(theirs, one))];
  }
  return mine;
}

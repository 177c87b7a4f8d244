import { CLEAR, CLOUD, type ClassCode, MASK_CLASSES, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import type { ClassMapping } from './mappings.ts';

/** How our classes are merged to those that a reference can tell apart. */
export interface ClassMerge {
  /** Index: our code; value: the code that it counts as. */
  readonly table: readonly number[];
  /** The codes that remain, clear first. */
  readonly codes: readonly ClassCode[];
  /** What was merged, in words; empty where nothing was. */
  readonly notes: readonly string[];
}

/**
 * The merge for a fair comparison with a reference that knows only some of our classes: without shadow, shadow counts
 * as clear; with one cloud class only, both kinds of cloud count as that one.
 */
export function mergeFor(mapping: ClassMapping): ClassMerge {
  const known = classesOf(mapping);
  const table = [0, CLEAR, SHADOW, SEMI, CLOUD, MISSING] as number[];
  const notes: string[] = [];
  const merge = (code: ClassCode, into: ClassCode) => {
    table[code] = into;
    const name = (of: ClassCode) => MASK_CLASSES.find((candidate) => candidate.code === of)?.name.toLowerCase();
    notes.push(`${mapping.name} has no ${name(code)}: ours counts as ${name(into)}.`);
  };
  if (!known.has(SHADOW)) merge(SHADOW, CLEAR);
  if (!known.has(SEMI)) merge(SEMI, known.has(CLOUD) ? CLOUD : CLEAR);
  if (!known.has(CLOUD)) merge(CLOUD, known.has(SEMI) ? SEMI : CLEAR);
  const codes = ([CLEAR, SHADOW, SEMI, CLOUD] as const).filter((code) => table[code] === code);
  return { table, codes, notes };
}

/** Classes that a mapping can give. */
function classesOf({ rules, classOf }: ClassMapping): ReadonlySet<ClassCode> {
  const found = new Set(rules.map(({ to }) => to));
  // Probabilities and masks of bits of 16 bits at most: each value tells its class.
  if (classOf) {
    for (let value = 0; value < 65_536; value++) {
      const code = classOf(value);
      if (code !== null) found.add(code);
    }
  }
  return found;
}

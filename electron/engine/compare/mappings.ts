import { z } from 'zod';
import { CLEAR, CLOUD, type ClassCode, MASK_CLASSES, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';

/** How the values of a foreign class raster become our classes. */
export interface ClassMapping {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly MappingRule[];
}

export interface MappingRule {
  readonly from: readonly number[];
  readonly to: ClassCode;
}

/**
 * Mappings that come ready. Where a scheme has more classes than ours: snow, water, topographic shade and unclassified
 * are clear, because the surface is what was seen; a saturated or defective pixel of the SCL is missing, because
 * nothing is said there about the sky.
 */
export const MAPPINGS: readonly ClassMapping[] = [
  {
    id: 'nephoscope',
    name: 'Nephoscope',
    rules: [
      { from: [1], to: CLEAR },
      { from: [2], to: SHADOW },
      { from: [3], to: SEMI },
      { from: [4], to: CLOUD },
      { from: [0, 5], to: MISSING },
    ],
  },
  {
    id: 'scl',
    name: 'Scene classification (SCL)',
    rules: [
      { from: [0, 1], to: MISSING },
      { from: [2, 4, 5, 6, 7, 11], to: CLEAR },
      { from: [3], to: SHADOW },
      { from: [10], to: SEMI },
      { from: [8, 9], to: CLOUD },
    ],
  },
  {
    id: 'fmask',
    name: 'Fmask',
    rules: [
      { from: [0, 1, 3], to: CLEAR },
      { from: [2], to: SHADOW },
      { from: [4], to: CLOUD },
      { from: [255], to: MISSING },
    ],
  },
  {
    id: 's2cloudless',
    name: 's2cloudless',
    rules: [
      { from: [0], to: CLEAR },
      { from: [1], to: CLOUD },
      { from: [255], to: MISSING },
    ],
  },
  {
    id: 'kappamask',
    name: 'KappaMask',
    rules: [
      { from: [1], to: CLEAR },
      { from: [2], to: SHADOW },
      { from: [3], to: SEMI },
      { from: [4], to: CLOUD },
      { from: [0, 5], to: MISSING },
    ],
  },
  {
    id: 'classification',
    name: 'L1C cloud mask (MSK_CLASSI)',
    rules: [
      { from: [0], to: CLEAR },
      { from: [1, 3], to: CLOUD },
      { from: [2], to: SEMI },
    ],
  },
];

/** A user's own mapping: every value of the reference that occurs must be named once; codes are 1 to 5. */
export const mappingSchema = z
  .array(
    z.object({
      from: z.array(z.number().int().min(0).max(65535)).min(1),
      to: z.union([z.literal(CLEAR), z.literal(SHADOW), z.literal(SEMI), z.literal(CLOUD), z.literal(MISSING)]),
    }),
  )
  .min(1)
  .refine((rules) => {
    const values = rules.flatMap(({ from }) => from);
    return new Set(values).size === values.length;
  }, 'A value is mapped twice.');

/** The ready mapping of that id. @throws CompareError listing the ids there are. */
export function mappingOf(id: string): ClassMapping {
  const mapping = MAPPINGS.find((candidate) => candidate.id === id);
  if (mapping) return mapping;
  throw new CompareError(`There is no class mapping called ${id}.`, {
    remedy: `Choose one of ${MAPPINGS.map((candidate) => candidate.id).join(', ')}, or give your own.`,
  });
}

/** A mapping from a user's rules. @throws CompareError that says which rule is wrong. */
export function customMapping(rules: unknown, name = 'Own mapping'): ClassMapping {
  const parsed = mappingSchema.safeParse(rules);
  if (parsed.success) return { id: 'custom', name, rules: parsed.data };
  const issue = parsed.error.issues[0];
  throw new CompareError(`The class mapping is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`, {
    remedy: 'Give a list such as [{"from": [0, 1], "to": 1}, {"from": [4], "to": 4}].',
  });
}

/**
 * Values of a reference as our codes, pixel by pixel.
 *
 * @throws CompareError listing values that the mapping does not name (up to five, with how often they occur).
 */
export function applyMapping(values: ArrayLike<number>, mapping: ClassMapping): Uint8Array {
  const table = new Uint8Array(65536);
  for (const { from, to } of mapping.rules) for (const value of from) table[value] = to;
  const codes = new Uint8Array(values.length);
  const unknown = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const code = table[value] ?? 0;
    if (code === 0) unknown.set(value, (unknown.get(value) ?? 0) + 1);
    codes[i] = code;
  }
  if (unknown.size > 0) {
    const most = [...unknown].sort((a, b) => b[1] - a[1]).slice(0, 5);
    const list = most.map(([value, count]) => `${value} (${count} pixels)`).join(', ');
    throw new CompareError(
      `The reference holds ${unknown.size} values that the mapping ${mapping.name} does not name: ${list}.`,
      { remedy: 'Choose another mapping or give your own.' },
    );
  }
  return codes;
}

/** Planes of MSK_CLASSI as values for the mapping `classification`: 1 opaque, 2 cirrus, 3 both, else 0. */
export function classificationValues(opaque: ArrayLike<number>, cirrus: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: opaque.length }, (_, i) => (opaque[i] ? 1 : 0) + (cirrus[i] ? 2 : 0));
}

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
  const known = new Set(mapping.rules.map(({ to }) => to));
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

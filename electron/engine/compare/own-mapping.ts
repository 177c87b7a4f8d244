import { z } from 'zod';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import type { ClassMapping } from './mappings.ts';

/** A user's own mapping: every value of the reference that occurs must be named once; codes are 1 to 5. */
const mappingSchema = z
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

/** A mapping from a user's rules. @throws CompareError that says which rule is wrong. */
export function customMapping(rules: unknown, name = 'Own mapping'): ClassMapping {
  const parsed = mappingSchema.safeParse(rules);
  if (parsed.success) return { id: 'custom', name, rules: parsed.data };
  const issue = parsed.error.issues[0];
  throw new CompareError(`The class mapping is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`, {
    remedy: 'Give a list such as [{"from": [0, 1], "to": 1}, {"from": [4], "to": 4}].',
  });
}

import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { validator } from 'hono/validator';
import type { z } from 'zod';
import { BodyTooLargeError, RequestError } from '../session/errors.ts';

/** The largest bodies are areas of interest from files, in base64, and corrections by hand. */
const MOST_BYTES = 64 * 2 ** 20;
/** What the window sends is nested some ten deep; recursion over much more ends a thread's stack. */
const DEEPEST = 64;
const SHOWN_ISSUES = 3;

/** Refuses bodies that are too large, whether their length is said or not, before they are read. */
export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: MOST_BYTES,
  onError: () => {
    throw new BodyTooLargeError(`The request has more than the ${MOST_BYTES} bytes that are read.`);
  },
});

/**
 * The body as JSON of a schema's shape.
 * @throws RequestError that names the places that are wrong.
 */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return validator('json', (value: unknown): z.output<T> => parseBody(schema, value));
}

/** @throws RequestError */
export function parseBody<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  if (isDeeper(value, DEEPEST)) throw new RequestError(`The request is nested more than ${DEEPEST} deep.`);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, SHOWN_ISSUES)
    .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new RequestError(`The request is not what the engine understands: ${issues.join('; ')}.`);
}

/** Level by level, since a function that calls itself for each would end where it should count. */
function isDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}

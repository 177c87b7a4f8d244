import { ProductError } from '../../core/errors.ts';

/** Strings, which stay as they are, and the numbers that Python writes and JSON knows nothing of. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInfinity\b/g;
const DEEPEST = 60;

/**
 * Parses JSON that Python wrote: `NaN` and `Infinity`, which its attributes have for fill values, become null.
 *
 * @throws ProductError that names the file
 */
export function parseLenientJson(bytes: Uint8Array, name: string): unknown {
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    checkDepth(text);
    return parse(text);
  } catch (cause) {
    throw new ProductError(`${name} is not JSON, or is damaged.`, {
      file: name,
      remedy: 'Copy or download the product again.',
      cause,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replace(STRING_OR_NUMBER, (found) => (found.startsWith('"') ? found : 'null')));
  }
}

/** What is nested without end ends the stack of whoever walks it. */
function checkDepth(text: string): void {
  let depth = 0;
  for (const [found] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (found === '{' || found === '[') depth++;
    else if (found === '}' || found === ']') depth--;
    if (depth > DEEPEST) throw new RangeError(`It is nested more than ${DEEPEST} deep.`);
  }
}

/** A value as an object; an empty one where it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

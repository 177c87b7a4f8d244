import { ParameterError } from '../core/errors.ts';

/** The revision that a change is based on, as a query says it; undefined where it says none. */
export function revisionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new ParameterError(`"${text}" is no revision.`);
  return Number(text);
}

import { FLAGGED_CLASSES, type FlaggedClassId } from '../engine/core/classes.ts';
import { UsageError } from './terminal.ts';

/**
 * Reads `class=number` pairs, for example `cloud=60 shadow=40`; a bare number means all flagged classes. One that
 * follows another value is refused: `cloud=2,5`, with a decimal comma, would else set all classes to 5.
 * @throws UsageError naming the flag and what it wants.
 */
export function parsePairs(
  flag: string,
  values: readonly string[] | undefined,
): Partial<Record<FlaggedClassId, number>> {
  const result: Partial<Record<FlaggedClassId, number>> = {};
  for (const [at, text] of (values ?? []).flatMap((value) => value.split(',')).entries()) {
    const [left, right] = text.includes('=') ? text.split('=') : [null, text];
    if (left === null && at > 0)
      throw new UsageError(`${flag}: "${text}" follows another value and names no class.`, {
        remedy: `Write decimals with a point, and a class for each value, for example ${flag} cloud=0.5 shadow=0.4.`,
      });
    const value = Number(right);
    const ids = left === null ? FLAGGED_CLASSES : FLAGGED_CLASSES.filter((id) => id === left);
    if (ids.length === 0 || right === '' || !Number.isFinite(value)) {
      throw new UsageError(`${flag}: "${text}" is not understood.`, {
        remedy: `Write for example ${flag} cloud=0.5 shadow=0.4; classes are ${FLAGGED_CLASSES.join(', ')}.`,
      });
    }
    for (const id of ids) result[id] = value;
  }
  return result;
}

import { type NumberRange, stepNumber } from '../../state/number.ts';

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

/**
 * What a key makes of a slider's value (WAI-ARIA Authoring Practices, slider): steps of the value, not of the thumb's
 * place, which one key would move by less than rounding takes back. Null for other keys.
 * @param most value at the slider's end
 */
export function afterKey(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  value: number,
  step: number,
  range: NumberRange,
  most: number,
): number | null {
  if (key === 'Home') return range.min;
  if (key === 'End') return most;
  const steps = STEPS[key];
  return steps === undefined ? null : stepNumber(value, steps * step * (shiftKey ? 10 : 1), range);
}

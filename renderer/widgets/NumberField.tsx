import { type KeyboardEvent, useState } from 'react';
import { type NumberRange, parseNumber, stepNumber } from '../state/number.ts';
import { decimal } from './format.ts';
import { useHeldKeys } from './use-held-keys.ts';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly range: NumberRange;
  readonly step: number;
  readonly unit?: string;
  readonly disabled?: boolean;
  /** Shows a value while a key that steps is held down; without it each step is taken. */
  readonly onDraft?: (value: number) => void;
  readonly onCommit: (value: number) => void;
}

/**
 * An exact value with its unit: leaving the field takes it, as does Enter, which leaves it, so that the next keys are the
 * window's own, but in a dialog or a pop-up, which would no longer hear of Escape; Escape gives it up, arrows step.
 */
export function NumberField({ label, value, range, step, unit, disabled, onDraft, onCommit }: Props) {
  const [text, setText] = useState<string | null>(null);
  const keys = useHeldKeys({ onDraft, onCommit });
  const written = `${decimal(value, range.digits)}${unit ? ` ${unit}` : ''}`;
  const parsed = text === null ? value : parseNumber(text, range, unit);

  const take = () => {
    if (text !== null && parsed !== null && parsed !== value) onCommit(parsed);
    setText(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    if (event.key === 'Enter' && field.closest('[role="dialog"]')) take();
    else if (event.key === 'Enter') field.blur();
    else if (event.key === 'Escape') setText(null);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const size = step * (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1);
      keys.step(stepNumber(parsed ?? value, size, range));
      setText(null);
    } else return;
    event.preventDefault();
  };

  return (
    <input
      className="field"
      data-editing={text !== null}
      aria-label={label}
      aria-invalid={parsed === null}
      inputMode="decimal"
      disabled={disabled}
      value={text ?? written}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => {
        keys.end();
        take();
      }}
      onKeyUp={keys.end}
      onKeyDown={onKeyDown}
    />
  );
}

import { Slider, Tooltip } from '@mantine/core';
import { type KeyboardEvent, memo } from 'react';
import type { NumberRange } from '../../state/number.ts';
import { NumberField } from '../../widgets/NumberField.tsx';
import { useHeldKeys } from '../../widgets/use-held-keys.ts';
import { afterKey } from './slider-keys.ts';

interface Props {
  readonly name: string;
  /** For readers of the screen: which class it belongs to. */
  readonly label: string;
  readonly value: number;
  readonly standard: number;
  readonly range: NumberRange;
  readonly step: number;
  readonly unit?: string;
  /** Where the slider and the value are not in proportion: place of a value and back, 0 to 1. */
  readonly curve?: { readonly place: (value: number) => number; readonly value: (place: number) => number };
  readonly onDraft: (value: number) => void;
  readonly onCommit: (value: number) => void;
}

const STRAIGHT_STEPS = 1000;

/** Slider and number field of one parameter; a dot says that it is not at its standard, a double click brings that back. */
export const ParameterRow = memo(function ParameterRow(row: Props) {
  const { name, label, value, standard, range, step, unit, curve, onDraft, onCommit } = row;
  const keys = useHeldKeys({ onDraft, onCommit });
  const changed = value !== standard;
  const worded = (number: number) => `${number.toFixed(range.digits)}${unit ? ` ${unit}` : ''}`;
  const standardText = worded(standard);
  const reset = () => {
    if (changed) onCommit(standard);
  };
  const rounded = (raw: number) => Number((Math.round(raw / step) * step).toFixed(range.digits));
  const fromSlider = (place: number) => (curve ? rounded(curve.value(place / STRAIGHT_STEPS)) : rounded(place));
  const onKey = (event: KeyboardEvent) => {
    const next = afterKey(event, value, step, range, fromSlider(curve ? STRAIGHT_STEPS : range.max));
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== value) keys.step(next);
  };
  return (
    <div className="param">
      {changed ? (
        <Tooltip label={`Changed; back to ${standardText}`}>
          <button type="button" className="dot" aria-label={`Reset ${label} to ${standardText}`} onClick={reset} />
        </Tooltip>
      ) : (
        <span />
      )}
      <span className="label">{name}</span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a short cut by mouse; the dot is the same for the keyboard */}
      <div className="track" onDoubleClick={reset} onKeyDownCapture={onKey} onKeyUp={keys.end} onBlur={keys.end}>
        <Slider
          thumbLabel={label}
          thumbValueText={worded(value)}
          min={curve ? 0 : range.min}
          max={curve ? STRAIGHT_STEPS : range.max}
          step={curve ? 1 : step}
          value={curve ? Math.round(curve.place(value) * STRAIGHT_STEPS) : value}
          onChange={(place) => onDraft(fromSlider(place))}
          onChangeEnd={(place) => onCommit(fromSlider(place))}
        />
      </div>
      <NumberField
        label={`${label}, value`}
        value={value}
        range={range}
        step={step}
        {...(unit ? { unit } : {})}
        onDraft={onDraft}
        onCommit={onCommit}
      />
    </div>
  );
});

import { Slider } from '@mantine/core';
import { NumberField } from '../../widgets/NumberField.tsx';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly range: { readonly min: number; readonly max: number };
  /** What the number beside the slider counts in: the value itself, with two digits, or percent of one. */
  readonly unit?: '%';
  readonly onChange: (value: number) => void;
}

const STEP = 0.05;

/** A row of a form in which a value is set by a slider or as a number. */
export function SliderField({ label, value, range, unit, onChange }: Props) {
  const scale = unit ? 100 : 1;
  return (
    <>
      <span className="label">{label}</span>
      <div className="value" style={{ flexWrap: 'nowrap' }}>
        <div style={{ flex: 1 }}>
          <Slider thumbLabel={label} {...range} step={STEP} value={value} onChange={onChange} />
        </div>
        <span style={{ width: 64 }}>
          <NumberField
            label={`${label}, value`}
            value={value * scale}
            range={{ min: range.min * scale, max: range.max * scale, digits: unit ? 0 : 2 }}
            step={STEP * scale}
            {...(unit ? { unit } : {})}
            onCommit={(number) => onChange(number / scale)}
          />
        </span>
      </div>
    </>
  );
}

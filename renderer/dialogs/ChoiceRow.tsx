import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props<Value extends string> {
  /** Stands before the choices, and names them to a screen reader. */
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** What is to be said of the choice, or stands beside it. */
  readonly children?: ReactNode;
}

/** A row of a form: its label, and one of a few choices. */
export function ChoiceRow<Value extends string>({ label, choices, value, onChange, children }: Props<Value>) {
  return (
    <>
      <span className="label">{label}</span>
      <div className="value">
        <SegmentedControl
          aria-label={label}
          data={[...choices]}
          value={value}
          onChange={(chosen) => onChange(chosen as Value)}
        />
        {children}
      </div>
    </>
  );
}

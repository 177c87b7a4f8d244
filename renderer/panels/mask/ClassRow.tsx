import { Select } from '@mantine/core';
import type { ApiCorrection } from '../../api/types.ts';

export interface Classes {
  readonly classes: readonly { readonly value: string; readonly label: string }[];
}

interface Props extends Classes {
  readonly text: string;
  readonly label: string;
  readonly value: ApiCorrection['class'];
  readonly onChange: (value: ApiCorrection['class']) => void;
}

/** What a correction makes of its pixels: one of the classes. */
export function ClassRow({ text, label, classes, value, onChange }: Props) {
  return (
    <div className="row">
      <span className="label">{text}</span>
      <Select
        className="grow"
        aria-label={label}
        data={classes}
        value={value}
        allowDeselect={false}
        onChange={(chosen) => chosen && onChange(chosen as ApiCorrection['class'])}
      />
    </div>
  );
}
